import type { ParsedCronItem } from 'graphile-worker'
import type { Pool } from 'pg'
import { isDatabaseUnavailable, isSchemaMissing } from '@dutybell/shared/db/failures'
import type { Logger } from '@dutybell/shared/logger'

const CHECK_INTERVAL_MS = 60_000
const ADD_INTERVAL_MS = 1_000
/** Warned of: NTP keeps a clock within milliseconds. */
export const MAX_CLOCK_OFFSET_MS = 5_000
/** graphile-worker's cron runs by the clock of this machine: with a larger offset it is not used. */
const MAX_CRON_OFFSET_MS = 60_000
const MINUTE_MS = 60_000
const MAX_CAUGHT_UP_MINUTES = 60

export interface CronOptions {
  readonly pool: Pool
  readonly log: Logger
  readonly items: readonly ParsedCronItem[]
  /** All tasks of this service. */
  readonly task_names: readonly string[]
  readonly check_interval_ms?: number
  readonly add_interval_ms?: number
}

/**
 * Keeps the cron right on a machine or a database whose clock is wrong. graphile-worker remembers the last execution of each line by
 * the clock of the machine, so one in the future stops the line everywhere.
 */
export class Cron {
  /** For graphile-worker: its lines match only while the clock of this machine is right. */
  readonly items: ParsedCronItem[]
  readonly #options: CronOptions
  #timers: NodeJS.Timeout[] = []
  #running: Promise<unknown> = Promise.resolve()
  /** The database's clock minus the monotonic clock of this process, which no correction of the machine's clock moves. */
  #database_minus_monotonic_ms: number | undefined
  #is_warned = false
  #last_minute: number | undefined

  constructor(options: CronOptions) {
    this.#options = options
    this.items = options.items.map((item) => ({
      ...item,
      match: (digest) => !this.#isClockFarOff() && item.match(digest),
    }))
  }

  /** Resolves after the first check, so that the cron starts with a right memory. */
  async start(): Promise<void> {
    const { check_interval_ms = CHECK_INTERVAL_MS, add_interval_ms = ADD_INTERVAL_MS } = this.#options
    await this.#check()
    this.#timers = [
      setInterval(() => this.#run(() => this.#check()), check_interval_ms),
      setInterval(() => this.#run(() => this.#addJobs()), add_interval_ms),
    ]
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#running
  }

  #run(work: () => Promise<void>): void {
    this.#running = this.#running.then(work)
  }

  /** Undefined until the database was reached. */
  get #offset_ms(): number | undefined {
    if (this.#database_minus_monotonic_ms === undefined) return undefined
    return Date.now() - performance.now() - this.#database_minus_monotonic_ms
  }

  #isClockFarOff(): boolean {
    return Math.abs(this.#offset_ms ?? 0) > MAX_CRON_OFFSET_MS
  }

  async #check(): Promise<void> {
    const { pool, log, items, task_names } = this.#options
    try {
      await this.#measure()
      this.#warn()
      const { rowCount } = await pool.query(
        `update graphile_worker._private_known_crontabs set
           last_execution = least(last_execution, date_trunc('minute', clock_timestamp())),
           known_since = least(known_since, clock_timestamp())
         where identifier = any ($1) and greatest(last_execution, known_since) > clock_timestamp() + interval '1 minute'`,
        [items.map(({ identifier }) => identifier)],
      )
      if (rowCount) log.warn({ lines: rowCount }, 'Cron runs recorded in the future set back to now')
      const { rows } = await pool.query<{ waits: number }>('select end_future_waits($1) as waits', [
        task_names,
      ])
      const waits = rows[0]?.waits ?? 0
      if (waits > 0) log.warn({ waits }, 'Waits in the future, set by a wrong clock, ended or begun again')
    } catch (err) {
      if (isDatabaseUnavailable(err) || isSchemaMissing(err)) return // reported elsewhere; the next check follows
      log.warn({ err }, 'Could not check the clock; retrying')
    }
  }

  async #measure(): Promise<void> {
    const before = performance.now()
    const { rows } = await this.#options.pool.query<{ now_ms: number }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::double precision as now_ms',
    )
    const after = performance.now()
    const [row] = rows
    // A slow answer says nothing about the clock.
    if (row && after - before < MAX_CLOCK_OFFSET_MS)
      this.#database_minus_monotonic_ms = row.now_ms - (before + after) / 2
  }

  #warn(): void {
    const offset_ms = Math.round(this.#offset_ms ?? 0)
    const is_off = Math.abs(offset_ms) > MAX_CLOCK_OFFSET_MS
    if (is_off === this.#is_warned) return
    this.#is_warned = is_off
    const { log } = this.#options
    const clock = { clock_offset_ms: offset_ms }
    if (is_off)
      log.warn(clock, `${describeClockOffset('The clock of this machine', offset_ms)} Correct it by NTP.`)
    else log.info(clock, 'The clock of this machine agrees with that of the database again')
  }

  /** While the clock is far off: the jobs of the lines that match the database's clock, with the same keys. */
  async #addJobs(): Promise<void> {
    if (!this.#isClockFarOff() || this.#database_minus_monotonic_ms === undefined) {
      this.#last_minute = undefined
      return
    }
    const minute = Math.floor((performance.now() + this.#database_minus_monotonic_ms) / MINUTE_MS)
    const first = Math.max((this.#last_minute ?? minute - 1) + 1, minute - MAX_CAUGHT_UP_MINUTES)
    try {
      for (let at = first; at <= minute; at += 1) await this.#addJobsOf(at)
      this.#last_minute = minute
    } catch (err) {
      if (!isDatabaseUnavailable(err))
        this.#options.log.warn({ err }, 'Could not add the jobs of the cron; retrying')
    }
  }

  async #addJobsOf(minute: number): Promise<void> {
    const at = new Date(minute * MINUTE_MS)
    const digest = {
      min: at.getUTCMinutes(),
      hour: at.getUTCHours(),
      date: at.getUTCDate(),
      month: at.getUTCMonth() + 1,
      dow: at.getUTCDay(),
    }
    for (const { match, task, payload, options } of this.#options.items) {
      if (!match(digest)) continue
      await this.#options.pool.query(
        'select graphile_worker.add_job($1, $2::json, job_key := $3, max_attempts := $4)',
        [
          task,
          JSON.stringify({ ...payload, _cron: { ts: at.toISOString(), backfilled: false } }),
          options.jobKey,
          options.maxAttempts,
        ],
      )
    }
  }
}

/** `<subject> is 6 h ahead of that of the database.` */
export function describeClockOffset(subject: string, offset_ms: number): string {
  const seconds = Math.round(Math.abs(offset_ms) / 1000)
  const length =
    seconds < 120
      ? `${seconds} s`
      : seconds < 7_200
        ? `${Math.round(seconds / 60)} min`
        : `${Math.round(seconds / 3_600)} h`
  return `${subject} is ${length} ${offset_ms > 0 ? 'ahead of' : 'behind'} that of the database.`
}
