import { isDatabaseUnavailable, isSchemaMissing } from '@dutybell/shared/db/failures'
import type { Db } from '@dutybell/shared/db/client'
import type { Logger } from '@dutybell/shared/logger'
import { sql } from 'kysely'

const INTERVAL_MS = 1_000 // how far a flood may overshoot the limit

/** Counts the confirmations of public registrations each second, and releases held ones as the hour has room. */
export class ConfirmationRelease {
  readonly #options: ConfirmationReleaseOptions
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  constructor(options: ConfirmationReleaseOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#release().finally(() => (this.#running = undefined))
    }, INTERVAL_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  async #release(): Promise<void> {
    const { db, log, per_hour, onReleased } = this.#options
    try {
      const released = await releaseConfirmations(db, per_hour)
      if (released === 0) return
      log.info({ registrations: released }, 'Held confirmations of public registrations released')
      onReleased()
    } catch (err) {
      if (isDatabaseUnavailable(err) || isSchemaMissing(err)) return // /readyz reports it
      log.warn({ err }, 'Could not release confirmations of public registrations; retrying')
    }
  }
}

export interface ConfirmationReleaseOptions {
  readonly db: Db
  readonly log: Logger
  /** PUBLIC_CONFIRMATIONS_PER_HOUR. */
  readonly per_hour: number
  readonly onReleased: () => void
}

/** @returns of how many registrations */
async function releaseConfirmations(db: Db, per_hour: number): Promise<number> {
  const { rows } = await sql<{ released: number }>`
    select release_confirmations(${per_hour}) as released`.execute(db)
  return rows[0]?.released ?? 0
}
