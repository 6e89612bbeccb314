import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, ProblemError } from '@dutybell/client/create-client'
import type { Problem } from '@dutybell/client/schema'
import { OperatorError } from '@dutybell/shared/errors'
import type { NewPerson, Trouble } from './season.ts'
import type { SimulatorControl } from './simulator-control.ts'

export interface Demo {
  readonly api: Client
  readonly simulator: SimulatorControl
  readonly database_url: string
  readonly languages: readonly string[]
  readonly time_zone: string
  readonly signal: AbortSignal
}

const POLL_MS = 200
const SETTLED_MS = 60_000
/** A person of the demonstration, registered. */
export type Registered = NewPerson & {
  readonly id: string
  readonly phone_number: string
  readonly email: string
}

const RETRIED: ReadonlySet<Trouble> = new Set(['mailbox_full', 'withheld', 'in_doubt'])

/** Until nothing waits that is sent soon. */
export async function settle(demo: Demo, people: readonly Registered[]): Promise<void> {
  const slow = new Set(
    people
      .filter(({ trouble }) => trouble !== undefined && RETRIED.has(trouble))
      .flatMap(({ phone_number, email }) => [phone_number, email]),
  )
  await until(demo, 'messages to be sent', async () => {
    const query = { state: ['pending' as const, 'sending' as const], limit: 200 }
    const { items } = granted(await demo.api.GET('/v1/deliveries', { params: { query } }))
    return items.every(({ recipient }) => slow.has(recipient))
  })
}

export async function until({ signal }: Demo, what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + SETTLED_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new OperatorError(`The demonstration waits too long for ${what}.`)
    await sleep(POLL_MS, undefined, { signal })
  }
}

export function personWith(people: readonly Registered[], trouble: Trouble): Registered {
  const found = people.find((person) => person.trouble === trouble)
  if (found === undefined) throw new OperatorError(`The demonstration has nobody for ${trouble}.`)
  return found
}

export function dateIn({ time_zone }: Demo, days: number): string {
  return Temporal.Now.plainDateISO(time_zone).add({ days }).toString()
}

/** @throws {ProblemError} where the API refuses */
export function granted<Data>({
  data,
  error,
}: {
  data?: Data | undefined
  error?: Problem | undefined
}): Data {
  if (error !== undefined) throw new ProblemError(error)
  if (data === undefined) throw new OperatorError('The API gave an answer without a body.')
  return data
}
