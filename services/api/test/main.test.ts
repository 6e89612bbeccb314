import { createTestDatabase } from '@dutybell/testing/cluster'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Test, test } from 'tap'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const SECRET = 'a-secret-of-the-test'

void test('main: it serves, and at SIGTERM finishes and exits with 0', async (t) => {
  const { url: DATABASE_URL } = await createTestDatabase(t)
  const api = start(t, {
    DATABASE_URL,
    ADMIN_API_KEYS: `tester:${SECRET}`,
    PORT: '0',
    IN_DOUBT_POLICY: 'hold',
  })
  const base = await listening(api)
  const payload = { full_name: 'Ahmed Ali', phone_number: '98765 43210' }
  const response = await fetch(`${base}/v1/registrations`, {
    method: 'POST',
    body: JSON.stringify(payload),
    headers: { 'content-type': 'application/json' },
  })
  t.equal(response.status, 201)
  t.match(await heartbeatsOf(base), [
    {
      service: 'api',
      name: new RegExp(`:${api.pid}$`),
      settings: {
        time_zone: 'Asia/Kolkata',
        zone_data: /^\d{4}[a-z]$/,
        reminder_time: '18:00',
        default_country: 'IN',
        template_language: 'en',
        in_doubt_policy: 'hold',
      },
    },
  ])
  const half_sent = connect(Number(new URL(base).port), '127.0.0.1')
  half_sent.on('error', () => undefined)
  half_sent.write('POST /v1/registrations HTTP/1.1\r\n')
  await once(half_sent, 'connect')
  api.kill('SIGTERM')
  t.same(await once(api, 'exit'), [0, null], 'a half-sent request delays nothing')
  await t.rejects(fetch(`${base}/livez`))
})

void test('main: the database is unavailable and the keys are in it, the API starts and answers 503', async (t) => {
  const api = start(t, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', ADMIN_API_KEYS: 'off' })
  const base = await listening(api)
  t.equal((await fetch(`${base}/readyz`)).status, 503)
  t.equal((await fetch(`${base}/livez`)).status, 200)
  t.equal((await fetch(`${base}/v1/deliveries`)).status, 401)
  api.kill('SIGINT')
  t.same(await once(api, 'exit'), [0, null])
})

void test('main: three mistakes in the environment, three lines and exit code 1', async (t) => {
  const api = start(t, {
    PORT: 'x',
    TIME_ZONE: 'Mars/Olympus',
    ADMIN_API_KEYS: 'short:secret',
    DATABASE_URL: 'postgres://x/y',
  })
  const [[code], stderr] = await Promise.all([once(api, 'exit'), text(api.stderr)])
  t.equal(code, 1)
  const lines = stderr.trim().split('\n')
  t.equal(lines.length, 3)
  for (const name of ['PORT', 'TIME_ZONE', 'ADMIN_API_KEYS'])
    t.ok(lines.some((line) => line.startsWith(`${name} must be `)))
  t.notMatch(stderr, 'short:secret')
})

void test('main: neither database nor keys, it refuses to start and names both', async (t) => {
  const api = start(t, {})
  const [[code], stderr] = await Promise.all([once(api, 'exit'), text(api.stderr)])
  t.equal(code, 1)
  t.match(stderr.trim().split('\n'), [/^DATABASE_URL must be set/, /^ADMIN_API_KEYS must be set/])
})

void test('main: the port is taken, one sentence names it and exit code 1', async (t) => {
  const taken = createServer()
  await once(taken.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => void taken.close())
  const address = taken.address()
  const PORT = address !== null && typeof address === 'object' ? String(address.port) : ''
  const api = start(t, {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    ADMIN_API_KEYS: `tester:${SECRET}`,
    PORT,
  })
  const [[code], stderr] = await Promise.all([once(api, 'exit'), text(api.stderr)])
  t.equal(code, 1)
  t.match(stderr, new RegExp(`^Port ${PORT} is taken: .*PORT.*\\n$`))
})

/** The first heartbeat is written while the first requests are served. */
async function heartbeatsOf(base: string): Promise<unknown[]> {
  for (;;) {
    const response = await fetch(`${base}/v1/channels`, { headers: { authorization: `Bearer ${SECRET}` } })
    const body: unknown = await response.json()
    const heartbeats: unknown = Object(body).heartbeats
    if (!Array.isArray(heartbeats)) throw new Error(JSON.stringify(body))
    if (heartbeats.length > 0) return heartbeats
  }
}

/** An empty value in the environment overrules a .env that a developer may have. */
function start(t: Test, env: Record<string, string>) {
  const cleared = {
    DATABASE_URL: '',
    ADMIN_API_KEYS: '',
    PORT: '0',
    HOST: '127.0.0.1',
    TIME_ZONE: '',
    LOG_LEVEL: '',
  }
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...cleared,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

async function listening(api: ReturnType<typeof start>): Promise<string> {
  for await (const line of createInterface({ input: api.stdout })) {
    const [, url] = /Listening at (http:\/\/[\d.:]+)/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error('It never listened.')
}
