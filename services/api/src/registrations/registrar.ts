import type { Db } from '@dutybell/shared/db/client'
import { isRefusedForItsContent, isTransactionConflict } from '@dutybell/shared/db/failures'
import { CONNECT_TIMEOUT_MS } from '@dutybell/shared/db/session'
import { AppError } from '@dutybell/shared/errors'
import type { Waker } from '@dutybell/shared/outbox/wake'
import {
  type Insertion,
  insertRegistration,
  insertRegistrations,
  type NewRegistration,
  type PublicLimits,
} from './insert-registrations.ts'
import { knownAs } from './queries.ts'

const MAX_RUNNING = 2 // more statements at a time would wait for one another, on the last pages of the same indexes
const MAX_BATCH_SIZE = 50
const RETRY_AFTER_SECONDS = 5

interface Waiting {
  readonly registration: NewRegistration
  readonly resolve: (insertion: Insertion) => void
  readonly reject: (error: unknown) => void
  readonly timeout: NodeJS.Timeout
}

/**
 * Inserts registrations and wakes the notifiers. While few come, each is a statement of its own, at once; those that come while two
 * statements run are the next statement together, which takes Postgres a third of the time for each.
 */
export class Registrar {
  readonly #db: Db
  readonly #waker: Pick<Waker, 'wake' | 'withNotice'>
  readonly #limits: PublicLimits
  #waiting: Waiting[] = []
  #running = 0

  constructor(options: {
    readonly db: Db
    readonly waker: Pick<Waker, 'wake' | 'withNotice'>
    readonly limits: PublicLimits
  }) {
    this.#db = options.db
    this.#waker = options.waker
    this.#limits = options.limits
  }

  /**
   * @param db a transaction, of which the registration becomes a part: its caller wakes the notifiers after the commit
   * @throws {AppError} `overloaded` where its statement could not begin within the time of a connection; nothing was written
   */
  async insert(db: Db, registration: NewRegistration): Promise<Insertion> {
    if (db.isTransaction) return insertRegistration(db, registration, this.#limits)
    const { promise, resolve, reject } = Promise.withResolvers<Insertion>()
    const timeout = setTimeout(() => {
      this.#waiting = this.#waiting.filter((waiting) => waiting.timeout !== timeout)
      const message = 'The database takes too long to register people. Try again in a few seconds.'
      reject(new AppError('overloaded', message, { retry_after_seconds: RETRY_AFTER_SECONDS }))
    }, CONNECT_TIMEOUT_MS)
    this.#waiting.push({ registration, resolve, reject, timeout })
    this.#start()
    return promise
  }

  #start(): void {
    if (this.#running === MAX_RUNNING || this.#waiting.length === 0) return
    this.#running += 1
    void this.#insert(this.#nextBatch()).finally(() => {
      this.#running -= 1
      this.#start()
    })
  }

  /**
   * The limits count what others committed, so a batch has a number and a mailbox once. All statements insert in one order, so that two
   * with the same people do not deadlock.
   */
  #nextBatch(): Waiting[] {
    const batch: Waiting[] = []
    const later: Waiting[] = []
    const addresses = new Set<string>()
    for (const waiting of this.#waiting) {
      const { phone_number, mailbox } = waiting.registration
      const own = [phone_number, mailbox].filter((address) => address !== null)
      if (batch.length === MAX_BATCH_SIZE || own.some((address) => addresses.has(address)))
        later.push(waiting)
      else batch.push(waiting)
      own.forEach((address) => addresses.add(address))
    }
    this.#waiting = later
    batch.forEach(({ timeout }) => clearTimeout(timeout))
    return batch.toSorted((a, b) => (knownAs(a.registration) < knownAs(b.registration) ? -1 : 1))
  }

  async #insert(batch: readonly Waiting[]): Promise<void> {
    try {
      const people = batch.map(({ registration }) => registration)
      const insertions = await this.#insertNoticed(people)
      batch.forEach(({ resolve, reject }, n) => {
        const insertion = insertions[n]
        if (insertion) resolve(insertion)
        else reject(new Error('The statement has a row for each person.'))
      })
    } catch (error) {
      const is_rolled_back = isRefusedForItsContent(error) || isTransactionConflict(error)
      if (batch.length === 1 || !is_rolled_back) batch.forEach(({ reject }) => reject(error))
      else for (const one of batch) await this.#insert([one]) // so that one of them does not fail the others
    }
  }

  async #insertNoticed(people: readonly NewRegistration[]): Promise<Insertion[]> {
    const insert = (notifies: boolean) =>
      insertRegistrations(this.#db, people, { limits: this.#limits, notifies })
    return people.some(({ is_published }) => is_published)
      ? this.#waker.withNotice('drain_outbox', insert)
      : insert(false)
  }
}
