import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { Client } from 'pg'
import { test } from 'tap'
import { ConfigError, loadConfig } from '../../src/config/load-config.ts'
import { readEnvironment } from '../../src/config/read-environment.ts'
import { requireSuitable } from '../../src/db/require-suitable.ts'

function faultsOf(environment: Record<string, string>, names: readonly 'LOG_LEVEL'[] = ['LOG_LEVEL']) {
  try {
    loadConfig(environment, names)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

const REFUSED: readonly (readonly [name: string, ...values: string[]])[] = [
  ['RETENTION_DAYS', 'true', '30.9', '1e3', ' ', '0x10', '-1', '+1', '१२'],
  ['IN_DOUBT_WINDOW_SECONDS', 'true', '1e3', 'Infinity', '-1', '1.'],
  ['TIME_ZONE', '+05:30', '-08', 'IST', 'Mars/Olympus', '2026-01-01T00:00Z'],
  ['DEFAULT_COUNTRY', 'XX', 'in', 'IND', 'AQ'],
  [
    'EMAIL_FROM',
    'a@example.org, b@example.org',
    'A <a@example.org>, B <b@example.org>',
    'A, B <b@example.org>',
    'A',
    'A <a@b',
  ],
  ['ADMIN_API_KEYS', 'one:1234567890123456,one:abcdefghijklmnop', ' '],
  [
    'TRUST_PROXY_CIDRS',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/0',
    '0.0.0.0/1,128.0.0.0/1',
    '::ffff:0:0/96',
    '10.0.0.1/',
    'fe80::1%eth0',
  ],
  ['DATABASE_URL', 'http://localhost/db', 'user@/db'],
]

for (const [name, ...values] of REFUSED) {
  test(`config: ${name} with a value that does not fit, refused also by a program that does not read it`, (t) => {
    for (const value of values) t.match(faultsOf({ [name]: value }), [new RegExp(`^${name} must be `)], value)
    t.end()
  })
}

const TAKEN: readonly (readonly [name: string, ...values: string[]])[] = [
  ['RETENTION_DAYS', '30', ' 365 ', ''],
  ['IN_DOUBT_WINDOW_SECONDS', '0', '1.5', '.5'],
  ['TIME_ZONE', 'Asia/Kolkata', 'Etc/GMT+5', 'UTC', 'Asia/Kathmandu'],
  ['DEFAULT_COUNTRY', 'IN', 'PK', 'AE'],
  ['EMAIL_FROM', 'a@example.org', 'Dutybell <dutybell@localhost>', '"Duties, Office" <a@example.org>'],
  ['ADMIN_API_KEYS', 'off', 'one:1234567890123456,two:1234567890123456'],
  ['TRUST_PROXY_CIDRS', '10.0.0.0/8', 'fc00::/7', '127.0.0.1,::1', '::ffff:10.0.0.0/104'],
  [
    'DATABASE_URL',
    'postgres://user@/db?host=/socket',
    'postgresql://user:p%40ss@db.example.org:5432/db',
    'postgres:///db',
  ],
]

for (const [name, ...values] of TAKEN) {
  test(`config: ${name} with a value that fits, taken`, (t) => {
    for (const value of values) t.same(faultsOf({ [name]: value }), [], value)
    t.end()
  })
}

test('config: an unknown name within two letters of a known one, refused with the known one; a short or a far one is not', (t) => {
  t.same(
    faultsOf({
      DELIVERY_MOD: 'sandbox',
      HOME: '/root',
      LOGLEVEL: 'info',
      PATH: '',
      LOG_FORMAT: 'x',
      TIMEZONE: 'UTC',
    }),
    [
      'DELIVERY_MOD is not a variable of Dutybell: did you mean DELIVERY_MODE?',
      'LOGLEVEL is not a variable of Dutybell: did you mean LOG_LEVEL?',
      'TIMEZONE is not a variable of Dutybell: did you mean TIME_ZONE?',
    ],
  )
  t.end()
})

test('config: .env with a byte order mark, its first variable is read; in UTF-16, refused', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'dutybell-env-'))
  t.teardown(() => rm(root, { recursive: true }))
  const path = join(root, '.env')
  const text = 'DELIVERY_MODE=sandbox\r\nTIME_ZONE=Asia/Karachi\r\n'
  await writeFile(path, `\uFEFF${text}`)
  t.same({ ...readEnvironment({}, root) }, { DELIVERY_MODE: 'sandbox', TIME_ZONE: 'Asia/Karachi' })
  for (const bytes of [
    Buffer.from(`\uFEFF${text}`, 'utf16le'),
    Buffer.from(text, 'utf16le'),
    Buffer.from(text, 'utf16le').swap16(),
  ]) {
    await writeFile(path, bytes)
    t.throws(() => readEnvironment({}, root), {
      message: /\.env is not in UTF-8.*save it with the encoding UTF-8/,
    })
  }
})

test('config: the database is reached through a socket file; a zone that Postgres does not know, refused', async (t) => {
  const url = new URL((await createTestDatabase(t)).url)
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-socket-'))
  const server = createServer((socket) => {
    const to = connect(Number(url.port), url.hostname)
    socket.pipe(to).pipe(socket)
    socket.on('error', () => to.destroy())
    to.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(join(folder, '.s.PGSQL.5432'), resolve))
  t.teardown(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })
  const DATABASE_URL = `postgres://${url.username}:${url.password}@${url.pathname}?host=${folder}`
  const config = loadConfig({ DATABASE_URL }, ['DATABASE_URL'])
  const client = new Client({ connectionString: config.DATABASE_URL })
  await client.connect()
  t.same((await client.query('select current_database() as name')).rows, [{ name: url.pathname.slice(1) }])
  await client.end()
  await requireSuitable(DATABASE_URL, 'Asia/Kolkata', 'API')
  await t.rejects(requireSuitable(DATABASE_URL, 'Mars/Olympus', 'API'), {
    message: /^TIME_ZONE must be .*Mars\/Olympus/,
  })
})
