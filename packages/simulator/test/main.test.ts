import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test, type Test } from 'tap'

const MAIN = join(import.meta.dirname, '../src/main.ts')

function start(t: Pick<Test, 'teardown'>, environment: Record<string, string>) {
  const { NODE_COMPILE_CACHE } = process.env
  const env = { NODE_COMPILE_CACHE, ...environment }
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return { child, output: () => output, exited: once(child, 'close') }
}

test('main: SIGTERM after the start, exit code 0', async (t) => {
  const { child, output, exited } = start(t, { SIMULATOR_PORT: '0' })
  while (!output().includes('"listening"')) await once(child.stdout, 'data')
  t.match(JSON.parse(output()), { msg: 'listening', url: /^http:/, smtp_url: /^smtp:/ })
  child.kill('SIGTERM')
  t.equal((await exited)[0], 0)
})

test('main: a port in use, is one sentence that names it, and exit code 1', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  const { output, exited } = start(t, { SIMULATOR_PORT: port })
  t.equal((await exited)[0], 1)
  t.match(JSON.parse(output()).msg, `Port ${port} is in use`)
})

test('main: bad settings, are all named', async (t) => {
  const { output, exited } = start(t, { SIMULATOR_PORT: 'x', WEBHOOK_URL: 'y' })
  t.equal((await exited)[0], 1)
  t.match(output(), /SIMULATOR_PORT must be/)
  t.match(output(), /WEBHOOK_URL must be/)
})
