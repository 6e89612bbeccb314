import { prettyFactory } from 'pino-pretty'
import { test } from 'tap'
import { createLogger } from '../src/logger.ts'
import { Progress } from '../src/lifecycle/progress.ts'
import { TERMINAL_LOG } from '../src/terminal.ts'

test('terminal: an entry with fields and an error, one line with its messages and place, without the values of a row', async (t) => {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const log = createLogger({ service: 'api', level: 'info', destination })
  const detail = 'Failing row contains (Ahmed Ali)'
  const cause = Object.assign(new Error('too long'), { code: '23514', constraint: 'a_check', detail })
  const err = new TypeError('first\n  second', { cause })
  log.warn({ channel: 'email', err }, 'Could not claim deliveries; retrying')
  log.info('Stopped')
  const pretty = prettyFactory({ ...TERMINAL_LOG, colorize: false })
  t.match(JSON.parse(lines[0] ?? ''), { err: { cause: { code: '23514', constraint: 'a_check' } } })
  t.notMatch(lines.join(''), 'Ahmed')
  const [failed = '', stopped = ''] = lines.map((line) => pretty(line))
  t.match(
    failed,
    /^\[[\d:.]+\] WARN: Could not claim deliveries; retrying \{.*first second: too long \(at .*terminal\.test\.ts.*\}\n$/,
  )
  t.match(failed, '"channel":"email"')
  t.match(stopped, /^\[[\d:.]+\] INFO: Stopped\n$/)
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
