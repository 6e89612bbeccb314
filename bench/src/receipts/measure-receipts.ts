import { endProcess } from '../competitors/fork-worker.ts'
import { startNotifier } from '../competitors/notifier.ts'
import { type Installation, migrateInstallation } from '../installations/installation.ts'
import type { BenchDatabase, BenchPostgres } from '../postgres.ts'
import type { FakeProvider } from '../provider/start-provider.ts'
import { applyBodies } from './apply-bodies.ts'
import { bareUpdate } from './bare-update.ts'
import { bytesPerMessage, messageTableBytes, type TableBytes } from './message-bytes.ts'
import { publishMessages } from './publish-messages.ts'
import { partsOf, receiptBody, type SentMessage, STATUSES } from './receipt-bodies.ts'

export interface ReceiptsResult {
  /** Postgres' CPU seconds for each receipt. */
  readonly single_cpu: number
  readonly bulk_cpu: number
  /** Postgres' CPU seconds for each body that carries no receipt. */
  readonly inbox_cpu: number
  readonly bare_cpu: number
  /** Bytes of WAL for each message; `single_wal` and `bulk_wal` are those of its three receipts. */
  readonly publish_wal: number
  readonly send_wal: number
  readonly single_wal: number
  readonly bulk_wal: number
  /** Bytes for each message that was read. */
  readonly vacuumed: TableBytes
  readonly rewritten: TableBytes
}

export interface ReceiptsOptions {
  readonly postgres: BenchPostgres
  readonly provider: FakeProvider
  readonly messages: number
}

const CONCURRENCY = 256
const MESSAGES_IN_A_BODY = 100
const RECEIPTS_IN_A_BODY = MESSAGES_IN_A_BODY * STATUSES.length

/**
 * Publishes messages through the API, sends them through the notifier, and lets it apply the receipts of one half of them one in
 * a body, all `sent` first, those of the other half by hundreds. One checkpoint precedes; each page is written to WAL whole once.
 */
export async function measureReceipts(
  installation: Installation,
  { postgres, provider, messages }: ReceiptsOptions,
): Promise<ReceiptsResult> {
  const database = await postgres.create()
  const { pool } = database
  try {
    await migrateInstallation(installation, database.url)
    const empty = await messageTableBytes(database)
    await pool.query('checkpoint')
    const published = await walBytes(database, () => publishMessages(installation, database, messages))
    const sent = await walBytes(database, () => send(installation, database, provider, messages))
    await pool.query('vacuum analyze')
    const half = messages / 2
    const first = sent.result.slice(0, half)
    const second = sent.result.slice(half)
    const notifier = await startNotifier(contextOf(database, provider), installation)
    const single = await walBytes(database, async () => {
      let cpu = 0
      for (const status of STATUSES) {
        const bodies = first.map((message) => receiptBody([message], [status]))
        cpu += await applyBodies(postgres, database, bodies)
      }
      return cpu
    })
    const bodies = partsOf(second, MESSAGES_IN_A_BODY).map((part) => receiptBody(part, STATUSES))
    const bulk = await walBytes(database, () => applyBodies(postgres, database, bodies))
    const inbox_cpu = await applyBodies(postgres, database, Array<Buffer>(half).fill(receiptBody([], [])))
    await endProcess(notifier.child)
    await expectAllRead(database, messages)
    await pool.query('vacuum analyze')
    const vacuumed = await messageTableBytes(database)
    const bare_cpu = await bareUpdate(postgres, database, sent.result, RECEIPTS_IN_A_BODY)
    await pool.query(`vacuum full ${Object.keys(empty).join(', ')}`)
    const receipts = half * STATUSES.length
    return {
      single_cpu: single.result / receipts,
      bulk_cpu: bulk.result / receipts,
      inbox_cpu: inbox_cpu / half,
      bare_cpu: bare_cpu / (messages * STATUSES.length),
      publish_wal: published.bytes / messages,
      send_wal: sent.bytes / messages,
      single_wal: single.bytes / half,
      bulk_wal: bulk.bytes / half,
      vacuumed: bytesPerMessage(empty, vacuumed, messages),
      rewritten: bytesPerMessage(empty, await messageTableBytes(database), messages),
    }
  } finally {
    await database.drop()
  }
}

/** The notifier ends in good order, so that each result is recorded. */
async function send(
  installation: Installation,
  database: BenchDatabase,
  provider: FakeProvider,
  count: number,
): Promise<SentMessage[]> {
  const done = provider.expect(count)
  const { child } = await startNotifier(contextOf(database, provider), installation)
  const { numbers, ids, callback_data } = await done
  await endProcess(child)
  return numbers.map((number, n) => ({ number, id: ids[n] ?? '', callback_data: callback_data[n] ?? '' }))
}

function contextOf(database: BenchDatabase, provider: FakeProvider) {
  return { database, provider_url: provider.url, concurrency: CONCURRENCY }
}

async function walBytes<Result>({ pool }: BenchDatabase, work: () => Promise<Result>) {
  const { rows } = await pool.query<{ lsn: string }>('select pg_current_wal_lsn() as lsn')
  const result = await work()
  const { rows: after } = await pool.query<{ bytes: number }>(
    'select pg_wal_lsn_diff(pg_current_wal_lsn(), $1::pg_lsn)::float8 as bytes',
    [rows[0]?.lsn],
  )
  return { result, bytes: after[0]?.bytes ?? NaN }
}

async function expectAllRead({ pool }: BenchDatabase, messages: number): Promise<void> {
  const { rows } = await pool.query<{ n: number }>('select count(read_at)::int as n from deliveries')
  if (rows[0]?.n !== messages) throw new Error(`${rows[0]?.n} messages of ${messages} are read.`)
}
