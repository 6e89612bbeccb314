const MOST_KEPT = 400 // people and duties that go on being changed

/** A change that the API acknowledged; the database must contain it. */
export interface Acknowledged {
  readonly kind: 'registration' | 'duty_assignment'
  readonly id: string
  readonly version: number
  readonly cancelled: boolean
}

export interface DutyDetails {
  readonly duty_date: string
  readonly duty_time: string
}

export interface KnownDuty extends DutyDetails {
  readonly id: string
}

type Body = Readonly<Record<string, unknown>>

/** The clients' memory: acknowledged changes, and the people and duties that they go on changing. */
export class AcknowledgedChanges {
  readonly all: Acknowledged[] = []
  people: readonly string[] = []
  duties: readonly KnownDuty[] = []

  addPerson(body: Body): void {
    this.people = [...this.people, this.#add('registration', body, false)].slice(-MOST_KEPT)
  }

  addDuty(body: Body): void {
    const id = this.#add('duty_assignment', body, false)
    const duty = { id, duty_date: String(body['duty_date']), duty_time: String(body['duty_time']) }
    this.duties = [...this.duties.filter((known) => known.id !== id), duty].slice(-MOST_KEPT)
  }

  addCancelled(body: Body): void {
    this.#add('duty_assignment', body, true)
  }

  /** The answer to a batch, a hand-over or a swap. */
  addMany(body: Body): void {
    for (const { duty_assignment } of itemsOf(body['results']))
      if (isRecord(duty_assignment)) this.addDuty(duty_assignment)
    for (const cancelled of itemsOf(body['cancelled'])) this.addCancelled(cancelled)
    for (const created of itemsOf(body['created'])) this.addDuty(created)
  }

  /** They are being cancelled. */
  forget(ids: readonly string[]): void {
    this.duties = this.duties.filter(({ id }) => !ids.includes(id))
  }

  #add(kind: Acknowledged['kind'], body: Body, cancelled: boolean): string {
    const id = String(body['id'])
    this.all.push({ kind, id, version: Number(body['version']), cancelled })
    return id
  }
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null
}

/** An object, or a list of them. */
function itemsOf(value: unknown): readonly Body[] {
  return [value].flat().filter(isRecord)
}
