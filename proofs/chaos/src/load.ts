import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { call, type Call } from './client.ts'
import type { SeededRandom } from '@dutybell/shared/seeded-random'

/** A change that the API acknowledged; the database must contain it. */
export interface Acknowledged {
  readonly kind: 'registration' | 'duty_assignment'
  readonly id: string
  readonly version: number
  readonly cancelled: boolean
}

export interface LoadOptions {
  readonly random: SeededRandom
  readonly apis: readonly { url: string }[]
  readonly tomorrow: Temporal.PlainDate
  /** Requests under way at once. */
  readonly clients: number
  /** Between two requests of one client. */
  readonly pause_ms: number
}

const DUTY_TIMES = [
  'Fajar Azaan',
  'Zohr Azaan',
  'Asr Azaan',
  'Maghrib Azaan',
  'Isha Azaan',
  'Taraweeh',
  'Iftar',
]
const LATEST_DAYS = 9
const FIRST_NUMBER = 9_800_000_000
const MOST_KEPT = 400 // people and duties that go on being changed

/** Clients that register people and assign, move and cancel duties during the faults. */
export class Load {
  readonly acknowledged: Acknowledged[] = []
  readonly #options: LoadOptions
  #people: string[] = []
  #duties: { id: string; registration_id: string }[] = []
  #registered = 0
  #stopping = false
  #running: Promise<unknown> = Promise.resolve()
  unknown = 0

  constructor(options: LoadOptions) {
    this.#options = options
  }

  start(): void {
    const { clients, random } = this.#options
    this.#running = Promise.all(Array.from({ length: clients }, () => this.#work(random.fork())))
  }

  /** Resolves when every client has its last answer. */
  async stop(): Promise<void> {
    this.#stopping = true
    await this.#running
  }

  async #work(random: SeededRandom): Promise<void> {
    while (!this.#stopping) {
      await this.#act(random)
      await sleep(random.between(0, 2 * this.#options.pause_ms))
    }
  }

  async #act(random: SeededRandom): Promise<void> {
    const luck = random.next()
    const person = this.#people.length > 0 ? random.pick(this.#people) : undefined
    const duty = this.#duties.length > 0 ? random.pick(this.#duties) : undefined
    if (person === undefined || luck < 0.4) return this.#register(random)
    if (duty === undefined || luck < 0.72) return this.#assign(random, person)
    if (luck < 0.9) return this.#move(random, duty.id)
    if (luck < 0.97) return this.#cancel(random, duty.id)
    await this.#ask(random, { method: 'POST', path: '/v1/reminders/run', body: {} })
  }

  async #register(random: SeededRandom): Promise<void> {
    this.#registered += 1
    const person = this.#registered
    // Every fifth person shares the previous phone number, as in a family.
    const phone = FIRST_NUMBER + (person % 5 === 0 ? person - 1 : person)
    const done = await this.#ask(random, {
      method: 'POST',
      path: '/v1/registrations',
      body: {
        full_name: `Volunteer ${person}`,
        phone_number: `+91${phone}`,
        ...(random.chance(0.5) ? { email: `volunteer${person}@example.org` } : {}),
      },
    })
    if (done) this.#people = [...this.#people, this.#keep('registration', done, false)].slice(-MOST_KEPT)
  }

  async #assign(random: SeededRandom, registration_id: string): Promise<void> {
    const done = await this.#ask(random, {
      method: 'POST',
      path: '/v1/duty-assignments',
      body: { registration_id, duty_date: this.#someDay(random), duty_time: random.pick(DUTY_TIMES) },
    })
    if (!done) return
    const id = this.#keep('duty_assignment', done, false)
    this.#duties = [...this.#duties, { id, registration_id }].slice(-MOST_KEPT)
  }

  async #move(random: SeededRandom, id: string): Promise<void> {
    const done = await this.#ask(random, {
      method: 'PATCH',
      path: `/v1/duty-assignments/${id}`,
      body: { duty_date: this.#someDay(random), duty_time: random.pick(DUTY_TIMES) },
    })
    if (done) this.#keep('duty_assignment', done, false)
  }

  async #cancel(random: SeededRandom, id: string): Promise<void> {
    this.#duties = this.#duties.filter((duty) => duty.id !== id)
    const done = await this.#ask(random, {
      method: 'POST',
      path: `/v1/duty-assignments/${id}/cancel`,
      body: {},
    })
    if (done) this.#keep('duty_assignment', done, true)
  }

  #someDay(random: SeededRandom): string {
    const { tomorrow } = this.#options
    return tomorrow.add({ days: random.chance(0.5) ? 0 : random.between(1, LATEST_DAYS) }).toString()
  }

  async #ask(random: SeededRandom, request: Call): Promise<Readonly<Record<string, unknown>> | undefined> {
    const keyed = random.chance(0.5) ? { ...request, idempotency_key: randomUUID() } : request
    const answer = await call(this.#options.apis, random, keyed)
    if (answer.kind === 'unknown') this.unknown += 1
    return answer.kind === 'answered' && answer.status < 300 ? answer.body : undefined
  }

  #keep(kind: Acknowledged['kind'], body: Readonly<Record<string, unknown>>, cancelled: boolean): string {
    const id = String(body['id'])
    this.acknowledged.push({ kind, id, version: Number(body['version']), cancelled })
    return id
  }
}
