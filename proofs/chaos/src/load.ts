import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AcknowledgedChanges, type DutyDetails, type KnownDuty } from './acknowledged.ts'
import { call, type Call } from './client.ts'
import type { SeededRandom } from '@dutybell/shared/seeded-random'

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
const MOST_MS_AWAY = 400 // long enough that some messages leave
const FIRST_NUMBER = 9_800_000_000

/** Clients that register people and assign, move, cancel, hand over, swap and publish duties during the faults. */
export class Load {
  readonly acknowledged = new AcknowledgedChanges()
  readonly #options: LoadOptions
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
    const { people, duties } = this.acknowledged
    const person = people.length > 0 ? random.pick(people) : undefined
    const duty = duties.length > 0 ? random.pick(duties) : undefined
    if (person === undefined || luck < 0.3) return this.#register(random)
    if (duty === undefined || luck < 0.5) return this.#assign(random, person)
    if (luck < 0.6) return this.#assignDay(random, person)
    if (luck < 0.72) return this.#move(random, duty, this.#someDuty(random))
    if (luck < 0.78) return this.#moveAwayAndBack(random, duty)
    if (luck < 0.84) return this.#cancel(random, duty.id)
    if (luck < 0.9) return this.#handOver(random, duty.id, person)
    if (luck < 0.94) return this.#swap(random, duty.id, random.pick(duties).id)
    if (luck < 0.98) {
      await this.#ask(random, { method: 'POST', path: '/v1/duty-assignments/notify', body: {} })
      return
    }
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
    if (done) this.acknowledged.addPerson(done)
  }

  async #assign(random: SeededRandom, registration_id: string): Promise<void> {
    const notify = random.pick(['now', 'now', 'now', 'later', 'never'])
    const done = await this.#ask(random, {
      method: 'POST',
      path: '/v1/duty-assignments',
      body: { registration_id, ...this.#someDuty(random), notify },
    })
    if (done) this.acknowledged.addDuty(done)
  }

  /** Two or three duties of one day, which are one message. */
  async #assignDay(random: SeededRandom, registration_id: string): Promise<void> {
    const duty_date = this.#someDay(random)
    const duty_times = random.shuffled(DUTY_TIMES).slice(0, random.between(2, 3))
    const done = await this.#ask(random, {
      method: 'POST',
      path: '/v1/duty-assignments/batch',
      body: {
        items: duty_times.map((duty_time) => ({ registration_id, duty_date, duty_time })),
        notify: random.pick(['now', 'later']),
      },
    })
    if (done) this.acknowledged.addMany(done)
  }

  async #move(random: SeededRandom, { id }: KnownDuty, to: DutyDetails): Promise<void> {
    const done = await this.#ask(random, { method: 'PATCH', path: `/v1/duty-assignments/${id}`, body: to })
    if (done) this.acknowledged.addDuty(done)
  }

  async #moveAwayAndBack(random: SeededRandom, duty: KnownDuty): Promise<void> {
    const { duty_date, duty_time } = duty
    await this.#move(random, duty, this.#someDuty(random))
    if (random.chance(0.5)) await sleep(random.between(0, MOST_MS_AWAY))
    await this.#move(random, duty, { duty_date, duty_time })
  }

  async #cancel(random: SeededRandom, id: string): Promise<void> {
    this.acknowledged.forget([id])
    const done = await this.#ask(random, {
      method: 'POST',
      path: `/v1/duty-assignments/${id}/cancel`,
      body: {},
    })
    if (done) this.acknowledged.addCancelled(done)
  }

  async #handOver(random: SeededRandom, id: string, registration_id: string): Promise<void> {
    this.acknowledged.forget([id])
    const done = await this.#ask(random, {
      method: 'POST',
      path: `/v1/duty-assignments/${id}/hand-over`,
      body: { registration_id },
    })
    if (done) this.acknowledged.addMany(done)
  }

  async #swap(random: SeededRandom, one: string, other: string): Promise<void> {
    if (one === other) return
    this.acknowledged.forget([one, other])
    const done = await this.#ask(random, {
      method: 'POST',
      path: '/v1/duty-assignments/swap',
      body: { duty_assignment_ids: [one, other] },
    })
    if (done) this.acknowledged.addMany(done)
  }

  #someDuty(random: SeededRandom): DutyDetails {
    return { duty_date: this.#someDay(random), duty_time: random.pick(DUTY_TIMES) }
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
}
