import { readDay } from '@dutybell/shared/channels/daily-recipients'
import { databaseNow } from '@dutybell/shared/db/clock'
import type { Db } from '@dutybell/shared/db/client'
import { isDatabaseUnavailable, isSchemaMissing } from '@dutybell/shared/db/failures'
import type { Logger } from '@dutybell/shared/logger'
import { sql } from 'kysely'

const INTERVAL_MS = 5_000 // how long a duty for tomorrow may be without its share

export interface RecipientReserveOptions {
  readonly db: Db
  readonly log: Logger
  readonly time_zone: string
  readonly reminder_time: string
}

/** Keeps a part of the daily limit for messages that must go out before the next midnight. */
export class RecipientReserve {
  readonly #options: RecipientReserveOptions
  readonly #limit: number | undefined
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  /** @param limit META_WA_DAILY_RECIPIENTS; undefined: no limit, and nothing is computed */
  constructor(options: RecipientReserveOptions, limit: number | undefined) {
    this.#options = options
    this.#limit = limit
  }

  /** Resolves when the reserve is computed: the first claim must not take it. */
  async start(): Promise<void> {
    if (this.#limit === undefined) return
    this.#timer = setInterval(() => {
      this.#running ??= this.#compute().finally(() => (this.#running = undefined))
    }, INTERVAL_MS)
    await this.#compute()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  async #compute(): Promise<void> {
    try {
      if (this.#limit !== undefined) await computeReserve(this.#options, this.#limit)
    } catch (err) {
      if (isDatabaseUnavailable(err) || isSchemaMissing(err)) return // /readyz reports it
      this.#options.log.warn({ err }, 'Could not compute the reserve of the daily limit; retrying')
    }
  }
}

/** Two transactions: recipients are marked without the lock of the channel, for which every claim would wait. */
export async function computeReserve(
  options: Omit<RecipientReserveOptions, 'log'>,
  limit: number,
): Promise<void> {
  const { db } = options
  const { tomorrow, due_at, counted_from } = readDay({ ...options, now: await databaseNow(db) })
  const { rows } = await sql<{ reserved: number }>`
    select mark_reserved_recipients(${tomorrow}::date, ${due_at}::timestamptz, ${counted_from}::timestamptz) as reserved`.execute(
    db,
  )
  await sql`
    select store_reserve(${limit}::integer, ${rows[0]?.reserved ?? 0}::integer, ${counted_from}::timestamptz)`.execute(
    db,
  )
}
