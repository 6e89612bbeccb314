import type { Scope } from '@dutybell/shared/api-keys/scopes'
import { openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { createTestDatabase } from '@dutybell/testing/cluster'
import type { Db } from '@dutybell/shared/db/client'
import { setTimeout as delay } from 'node:timers/promises'
import { makeKey } from '../../services/api/test/keys/make-key.ts'
import { type AnswerChecker, answerChecker } from '../../services/api/test/openapi/check-answer.ts'
import { TIME_ZONE } from '../../services/api/test/start-api.ts'
import { type ApiProcess, startApiProcess } from './api-process.ts'
import { type Operation, operationsOf } from './document.ts'
import { RowWatch } from './row-watch.ts'
import { type KeyHolder, newWorld, type World } from './world.ts'

const SECRET = 'a-secret-of-the-fuzzer'
const APP_SECRET = 'an-app-secret-of-the-fuzzer'
const VERIFY_TOKEN = 'a-token-of-the-fuzzer'

/** What some keys may do; more than one, none that matters, or all. */
const SCOPES: readonly (readonly Scope[])[] = [
  ['registrations'],
  ['assignments'],
  ['deliveries'],
  ['deliveries', 'pii'],
  ['pii'],
  ['admin'],
]

/** The limit is on, and above what a run sends in a minute. */
const REGISTRATIONS_PER_MINUTE = '1000000'

export interface Scene {
  readonly api: ApiProcess
  readonly db: Db
  readonly watch: RowWatch
  readonly world: World
  readonly operations: readonly Operation[]
  /** Checks an answer against the served document. */
  readonly checkAnswer: AnswerChecker
}

/** Starts the API in its own process on its own database, with keys of every scope. */
export async function startScene(t: { teardown(stop: () => Promise<void>): void }): Promise<Scene> {
  const { url } = await createTestDatabase(t)
  const log = createLogger({ service: 'fuzz', level: 'error' })
  const { db, pool } = openDatabase({
    connectionString: url,
    applicationName: 'fuzz',
    maxConnections: 1,
    log,
  })
  t.teardown(() => pool.end())
  const api = await startApiProcess({
    DATABASE_URL: url,
    ADMIN_API_KEYS: `fuzzer:${SECRET}`,
    META_WA_APP_SECRET: APP_SECRET,
    META_WA_WEBHOOK_VERIFY_TOKEN: VERIFY_TOKEN,
    CORS_ORIGINS: 'https://duties.example.org',
    TRUST_PROXY_CIDRS: '127.0.0.0/8',
    REGISTRATIONS_PER_MINUTE,
    TIME_ZONE,
  })
  t.teardown(() => api.stop())
  const document = await readDocument(api.port)
  const world = newWorld({
    key_holders: [{ name: 'fuzzer', secret: SECRET, scopes: ['admin', 'pii'] }, ...(await makeKeys(db))],
    app_secret: APP_SECRET,
    verify_token: VERIFY_TOKEN,
    today: Temporal.Now.plainDateISO(TIME_ZONE),
  })
  const watch = new RowWatch(db)
  await watch.start()
  return {
    api,
    db,
    watch,
    world,
    operations: operationsOf(document),
    checkAnswer: answerChecker(JSON.parse(document)),
  }
}

/** On a busy machine the API may reject requests as overloaded while it starts. */
async function readDocument(port: number): Promise<string> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/openapi.json`)
    if (answer.ok) return answer.text()
    await delay(RETRY_AFTER_MS)
  }
}

const RETRY_AFTER_MS = 100

async function makeKeys(db: Db): Promise<KeyHolder[]> {
  const holders: KeyHolder[] = []
  for (const scopes of SCOPES) holders.push({ scopes, ...(await makeKey(db, scopes, { lifetime: '1 day' })) })
  const expired = await makeKey(db, ['admin', 'pii'], { name: 'expired', lifetime: '-1 hour' })
  return [...holders, { ...expired, scopes: [] }]
}
