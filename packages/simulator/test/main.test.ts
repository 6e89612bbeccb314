import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
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

test('main: HOST is every address, it listens on loopback, answers to its own host names, and ends at SIGTERM', async (t) => {
  const { child, output, exited } = start(t, { SIMULATOR_PORT: '0', HOST: '0.0.0.0' })
  while (!output().includes('Listening at')) await once(child.stdout, 'data')
  const line = JSON.parse(output())
  t.match(line, {
    msg: /^Listening at /,
    url: /^http:\/\/127\.0\.0\.1:/,
    smtp_url: /^smtp:\/\/127\.0\.0\.1:/,
  })
  const ask = async (host: string) => {
    const asked = request(`${line.url}/_control/messages`, { headers: { host } }).end()
    const [response] = await once(asked, 'response')
    response.resume()
    return response.statusCode
  }
  const { port } = new URL(line.url)
  for (const host of ['localhost', 'LOCALHOST.', '127.0.0.1', '[::1]', hostname()])
    t.equal(await ask(`${host}:${port}`), 200, host)
  for (const host of [
    'rebound.example.org',
    'localhost.example.org',
    '127.0.0.1.example.org',
    'a@b@localhost',
  ])
    t.equal(await ask(`${host}:${port}`), 403, host)
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
