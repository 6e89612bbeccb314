import type { Scope } from '@dutybell/shared/api-keys/scopes'
import { type Db, openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { makeKey } from '../../services/api/test/keys/make-key.ts'
import { type AnswerChecker, answerChecker } from '../../services/api/test/openapi/check-answer.ts'
import { TIME_ZONE } from '../../services/api/test/start-api.ts'
import { type Operation, operationsOf } from './document.ts'
import { type Change, watchRows } from './row-watch.ts'
import { EMAIL_MARK, NAME_MARK, PHONE_MARK } from './values.ts'
import { type KeyHolder, newWorld, type World } from './world.ts'

const MAIN = fileURLToPath(new URL('../../services/api/src/main.ts', import.meta.url))
const HEAP_MB = 192 // a leak ends the process instead of growing unnoticed

const SECRET = 'a-secret-of-the-fuzzer'
const APP_SECRET = 'an-app-secret-of-the-fuzzer'
const VERIFY_TOKEN = 'a-token-of-the-fuzzer'

/** Of other keys than the first, which has every scope. */
const SCOPES: readonly Scope[][] = [
  ['registrations'],
  ['assignments'],
  ['deliveries', 'pii'],
  ['pii'],
  ['admin'],
]

/** Personal data and the secrets of keys must not appear in a log. */
const PRIVATE: readonly RegExp[] = [NAME_MARK, EMAIL_MARK, PHONE_MARK, /dbl_[0-9a-f]{8}_|secret-of-the/]

export interface Scene {
  readonly port: number
  /** Log lines of level error or above or with personal data or secrets, and every line that is not its log. */
  readonly complaints: readonly string[]
  readonly has_ended: () => boolean
  readonly db: Db
  /** The rows written since the last call. */
  readonly changes: () => Promise<Change[]>
  readonly world: World
  readonly operations: readonly Operation[]
  /** Checks an answer against the served document. */
  readonly checkAnswer: AnswerChecker
}

type Owner = Parameters<typeof createTestDatabase>[0]

/** Starts the API as in production, in its own process and on its own database, with keys of every scope. */
export async function startScene(t: Owner): Promise<Scene> {
  const { url } = await createTestDatabase(t)
  const log = createLogger({ service: 'fuzz', level: 'error' })
  const settings = { connectionString: url, applicationName: 'fuzz', maxConnections: 1 }
  const { db, pool } = openDatabase({ ...settings, log })
  t.teardown(() => pool.end())
  const api = await startApi(t, url)
  const read = () => fetch(`http://127.0.0.1:${api.port}/openapi.json`)
  let served = await read()
  while (!served.ok) served = await read() // on a busy machine it sheds load while it starts
  const document = await served.text()
  const world = newWorld({
    key_holders: [{ name: 'fuzzer', secret: SECRET, scopes: ['admin', 'pii'] }, ...(await makeKeys(db))],
    app_secret: APP_SECRET,
    verify_token: VERIFY_TOKEN,
    today: Temporal.Now.plainDateISO(TIME_ZONE),
  })
  const changes = await watchRows(db)
  const checkAnswer = answerChecker(JSON.parse(document))
  return { ...api, db, changes, world, operations: operationsOf(document), checkAnswer }
}

async function startApi(t: Owner, database_url: string) {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, MAIN], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: database_url,
      ADMIN_API_KEYS: `fuzzer:${SECRET}`,
      META_WA_APP_SECRET: APP_SECRET,
      META_WA_WEBHOOK_VERIFY_TOKEN: VERIFY_TOKEN,
      CORS_ORIGINS: 'https://duties.example.org',
      TRUST_PROXY_CIDRS: '127.0.0.0/8',
      PUBLIC_CONFIRMATIONS_PER_HOUR: '0',
      REGISTRATIONS_PER_MINUTE: '1000000', // the limit is on, and above what a run sends
      TIME_ZONE,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const complaints: string[] = []
  const { promise: listening, resolve, reject } = Promise.withResolvers<number>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, port] = /Listening at http:\/\/[\d.]+:(\d+)/.exec(line) ?? []
    if (port !== undefined) resolve(Number(port))
    const is_usual = /"level":"(?:trace|debug|info|warn)"/.test(line)
    if (!is_usual || PRIVATE.some((mark) => line.search(mark) !== -1)) complaints.push(line)
  })
  createInterface({ input: child.stderr }).on('line', (line) => void complaints.push(line))
  child.on('exit', (code) => reject(new Error(`The API ended with ${code}: ${complaints.join('\n')}`)))
  const has_ended = (): boolean => child.exitCode !== null || child.signalCode !== null
  t.teardown(async () => {
    if (has_ended()) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  })
  return { port: await listening, complaints, has_ended }
}

async function makeKeys(db: Db): Promise<KeyHolder[]> {
  const holders: KeyHolder[] = []
  for (const scopes of SCOPES) holders.push({ scopes, ...(await makeKey(db, scopes, { lifetime: '1 day' })) })
  const expired = await makeKey(db, ['admin', 'pii'], { name: 'expired', lifetime: '-1 hour' })
  return [...holders, { ...expired, scopes: [] }]
}
