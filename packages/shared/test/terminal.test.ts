import { prettyFactory } from 'pino-pretty'
import { test } from 'tap'
import { createLogger } from '../src/logger.ts'
import { Progress } from '../src/lifecycle/progress.ts'
import { TERMINAL_LOG } from '../src/terminal.ts'

test('terminal: an entry with fields and an error, one line with its message and place', async (t) => {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const log = createLogger({ service: 'api', level: 'info', destination })
  log.warn({ channel: 'email', err: new TypeError('first\n  second') }, 'Claim failed; retrying')
  log.info('listening')
  const pretty = prettyFactory({ ...TERMINAL_LOG, colorize: false })
  const [failed = '', listening = ''] = lines.map((line) => pretty(line))
  t.match(
    failed,
    /^\[[\d:.]+\] WARN: Claim failed; retrying \{.*first second \(at .*terminal\.test\.ts.*\}\n$/,
  )
  t.match(failed, '"channel":"email"')
  t.match(listening, /^\[[\d:.]+\] INFO: listening\n$/)
})

test('progress: a command works for longer than a second, a line that its output replaces', async (t) => {
  const written: string[] = []
  const shown = Promise.withResolvers<void>()
  const write = (text: string): void => {
    written.push(text)
    shown.resolve()
  }
  const progress = new Progress({ isTTY: true, write })
  const print = progress.clearing((text) => void written.push(text))
  print('before')
  await shown.promise
  print('after')
  progress.end()
  t.match(written, ['before', /Working, \d+ s …$/, '\r\u001b[K', 'after'])
})

test('progress: the output is no terminal, nothing', async (t) => {
  const progress = new Progress({ write: () => t.fail('written') })
  progress.clearing((text) => t.equal(text, 'a line'))('a line')
  progress.end()
})
