import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomUUIDv7 } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { Waker } from '@dutybell/shared/outbox/wake'
import { receiveWebhooks } from '@dutybell/testing/webhook-receiver'
import type { Simulator } from '@dutybell/simulator/simulator'
import { APP_SECRET, type Bench, publishOne } from '../fixture.ts'

type T = Pick<Test, 'teardown'>

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export const TOKEN = 'EAAG-token-that-must-not-be-logged'

export interface NotifierProcess {
  readonly child: ChildProcess
  /** Everything it wrote, both streams. */
  readonly output: () => string
  readonly stderr: () => string
  /** Resolves when it says that it listens, with its address. */
  readonly listening: Promise<string>
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** The notifier as it runs in production; killed with the test. */
export function spawnNotifier(t: T, env: Readonly<Record<string, string>>): NotifierProcess {
  const child = spawn(process.execPath, [MAIN], {
    // An empty value overrules a developer's .env.
    env: {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }))
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
  })
  let output = ''
  let stderr = ''
  const listening = Promise.withResolvers<string>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    const [, url] = /"msg":"Listening at (http:\/\/[^/"]+)"/.exec(output) ?? []
    if (url !== undefined) listening.resolve(url)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text
    stderr += text
  })
  listening.promise.catch(() => undefined)
  void exited.then(() => listening.reject(new Error(`It ended before it listened:\n${output}`)))
  return { child, output: () => output, stderr: () => stderr, listening: listening.promise, exited }
}

export function environmentFor(
  bench: Bench,
  simulator: Simulator,
  overrides: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    DATABASE_URL: bench.url,
    NOTIFIER_PORT: '0',
    META_WA_BASE_URL: simulator.url,
    META_WA_PHONE_NUMBER_ID: simulator.phone_number_id,
    META_WA_ACCESS_TOKEN: TOKEN,
    META_WA_APP_SECRET: APP_SECRET,
    META_WA_MESSAGES_PER_SECOND: '10000',
    META_WA_CONCURRENCY: '16',
    SMTP_URL: simulator.smtp_url,
    RETRY_BASE_SECONDS: '0.01',
    ...overrides,
  }
}

/** Stores webhooks as the API does, and wakes the notifier. */
export async function startReceiver(
  t: Pick<Test, 'teardown' | 'fail'>,
  bench: Bench,
  simulator: Simulator,
): Promise<void> {
  const waker = new Waker(bench)
  const store = async (body: Buffer): Promise<void> => {
    await bench.db.insertInto('webhook_inbox').values({ id: randomUUIDv7(), body }).execute()
    waker.wake('apply_webhooks')
  }
  const { url } = await receiveWebhooks(t, ({ bytes }) => store(bytes))
  t.teardown(async () => {
    simulator.setWebhookUrl(undefined)
    await waker.close()
  })
  simulator.setWebhookUrl(url)
}

/** Enough that a signal comes in the middle of them. */
export const MESSAGES = 200
/** So many have arrived when it comes. */
export const MIDDLE = 50

export async function publishMany(bench: Bench): Promise<void> {
  for (let n = 0; n < MESSAGES; n += 1) await publishOne(bench)
}

export async function countWhere(
  { db }: Bench,
  states: readonly ('sending' | 'in_doubt' | 'accepted' | 'delivered')[],
) {
  const { n } = await db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('state', 'in', states)
    .executeTakeFirstOrThrow()
  return n
}

/** How often Meta took a message for each recipient. */
export function arrivalsOf(meta: Simulator): Map<string | null, number> {
  const arrivals = new Map<string | null, number>()
  for (const { to, taken } of meta.messages) if (taken) arrivals.set(to, (arrivals.get(to) ?? 0) + 1)
  return arrivals
}
