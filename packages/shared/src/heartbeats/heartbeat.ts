import { randomUUIDv7 } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import { databaseNow } from '../db/clock.ts'
import { isDatabaseUnavailable, isSchemaMissing } from '../db/failures.ts'
import { findDifferingSettings } from './differing-settings.ts'
import { findRunningProcesses } from './find-heartbeats.ts'
import type { Logger } from '../logger.ts'

const INTERVAL_MS = 10_000
const MAX_STOP_MS = 1_000 // a database that does not answer must not delay the shutdown
const KEPT_AFTER_CRASH = '1 hour' // long enough for an operator to see which process is missing

export type Setting = string | number | null

export interface HeartbeatOptions {
  readonly db: Db
  readonly log: Logger
  readonly service: 'api' | 'notifier'
  readonly version: string
  /** Shown to operators and compared between processes; no secrets. */
  readonly settings: Readonly<Record<string, Setting>>
  /** Why loops of the process stopped, a sentence each; asked at each heartbeat. */
  readonly stoppedLoops?: () => readonly string[]
  readonly interval_ms?: number
}

/** Writes the row of this process at start and every ten seconds, and deletes it when the process stops. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #id = randomUUIDv7()
  #started_at: string | undefined
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #isBeating = false
  #hasRow = false

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  start(): void {
    this.#beat()
    this.#timer = setInterval(() => this.#beat(), this.#options.interval_ms ?? INTERVAL_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    const deleted = this.#running.then(() => this.#delete()).catch(() => undefined)
    await Promise.race([deleted, delay(MAX_STOP_MS, undefined, { ref: false })])
  }

  #beat(): void {
    if (this.#isBeating) return
    this.#isBeating = true
    this.#running = this.#write()
      .catch((err: unknown) => {
        if (isDatabaseUnavailable(err) || isSchemaMissing(err)) return // /readyz reports it
        this.#options.log.warn({ err }, 'Could not write the heartbeat; retrying')
      })
      .finally(() => (this.#isBeating = false))
  }

  async #write(): Promise<void> {
    const { db, service, version, settings, stoppedLoops } = this.#options
    const stopped_loops = [...(stoppedLoops?.() ?? [])]
    const { now, clock_offset_ms } = await measureClockOffset(db)
    this.#started_at ??= now.toString()
    await sql`
      insert into heartbeats (id, service, name, version, settings, clock_offset_ms, stopped_loops, started_at, seen_at)
      values (${this.#id}, ${service}, ${`${hostname()}:${process.pid}`}, ${version}, ${JSON.stringify(settings)}::jsonb,
        ${clock_offset_ms}, ${stopped_loops}::text[], ${this.#started_at}, clock_timestamp())
      on conflict (id) do update set clock_offset_ms = excluded.clock_offset_ms,
        stopped_loops = excluded.stopped_loops, seen_at = excluded.seen_at`.execute(db)
    const is_first = !this.#hasRow
    this.#hasRow = true
    await sql`
      delete from heartbeats where seen_at < clock_timestamp() - ${KEPT_AFTER_CRASH}::interval
        or seen_at > clock_timestamp() + interval '1 minute'`.execute(db)
    if (is_first) await this.#warnOfDifferences(now)
  }

  async #warnOfDifferences(now: Temporal.Instant): Promise<void> {
    const { db, log } = this.#options
    for (const { setting, values, action } of findDifferingSettings(await findRunningProcesses(db, now)))
      log.warn({ setting }, `The running processes differ in ${setting}: ${values.join('; ')}. ${action}`)
  }

  async #delete(): Promise<void> {
    if (!this.#hasRow) return
    await this.#options.db.deleteFrom('heartbeats').where('id', '=', this.#id).execute()
  }
}

/** Compares with the middle of the round trip, as the database reads its clock about then. */
export async function measureClockOffset(
  db: Db,
): Promise<{ now: Temporal.Instant; clock_offset_ms: number }> {
  const before = performance.now() // the clock may be corrected meanwhile
  const now = await databaseNow(db)
  const middle = Date.now() - (performance.now() - before) / 2
  return { now, clock_offset_ms: Math.round(middle - now.epochMilliseconds) }
}
