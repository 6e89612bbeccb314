import { isCorrection } from '@dutybell/shared/templates/catalogue'
import { query } from '../postgres.ts'
import type { Acknowledged } from '../acknowledged.ts'
import type { World } from '../world.ts'
import { findDoubled } from './doubled.ts'
import { readDeliveries } from './evidence.ts'
import { findFalse } from './false.ts'
import { findLost } from './lost.ts'
import { findOutOfOrder } from './order.ts'
import { findUnexplained } from './states.ts'
import { readForgotten, readUnpublished } from './unpublished.ts'

/** Each promise with its violations, and the counts of the run. */
export interface Verdict {
  readonly findings: readonly { readonly promise: string; readonly faults: readonly string[] }[]
  readonly counts: readonly (readonly [what: string, n: number])[]
}

export interface Judged {
  readonly world: World
  readonly acknowledged: readonly Acknowledged[]
  readonly under_way: readonly string[]
}

/** Checks the provider's record against the database. */
export async function judge({ world, acknowledged, under_way }: Judged): Promise<Verdict> {
  const deliveries = await readDeliveries(world)
  const { ledger, options } = world
  const doubled = findDoubled(deliveries, ledger.taken, options)
  const services = [...world.apis, ...world.notifiers]
  return {
    findings: [
      { promise: 'acknowledged: nothing forgotten', faults: await findForgotten(world, acknowledged) },
      {
        promise: 'lost: none',
        faults: [...(await readUnpublished(world)), ...findLost(deliveries, ledger.taken)],
      },
      { promise: 'doubled: none unmarked', faults: doubled.unmarked },
      { promise: 'doubled: none against a callback that had come', faults: doubled.needless },
      { promise: 'false: none', faults: findFalse(deliveries, ledger.taken, world.tomorrow) },
      { promise: 'corrections: nobody forgotten', faults: await readForgotten(world) },
      { promise: 'order per person', faults: findOutOfOrder(deliveries) },
      {
        promise: 'states explained by their history',
        faults: findUnexplained(deliveries, options.callbacks_on),
      },
      { promise: 'nothing left over', faults: under_way },
      { promise: 'services end only when killed', faults: services.flatMap((service) => service.own_ends) },
    ],
    counts: [
      ['deliveries', deliveries.length],
      ['taken by WhatsApp', ledger.taken.filter(({ channel }) => channel === 'whatsapp').length],
      ['taken by mail servers', ledger.taken.filter(({ channel }) => channel === 'email').length],
      ['doubled on WhatsApp, marked', doubled.marked.whatsapp],
      ['doubled by mail, marked', doubled.marked.email],
      ['corrections', deliveries.filter(({ template }) => isCorrection(template)).length],
      ...countsBy(deliveries.map(({ state }) => `deliveries ${state}`)),
    ],
  }
}

/** Changes that the API acknowledged and the database does not contain. */
async function findForgotten(
  world: World,
  acknowledged: readonly Acknowledged[],
): Promise<readonly string[]> {
  const rows = await query<{ id: string; version: number; status: string }>(
    world.database_url,
    `select id, version, status from registrations union all select id, version, status from duty_assignments`,
  )
  const known = new Map(rows.map((row) => [row.id, row]))
  return acknowledged.flatMap(({ kind, id, version, cancelled }) => {
    const row = known.get(id)
    if (row && row.version >= version && (!cancelled || row.status === 'cancelled')) return []
    return [`${kind} ${id} version ${version} was acknowledged and is missing`]
  })
}

function countsBy(names: readonly string[]): [string, number][] {
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, all]): [string, number] => [name, all.length])
    .toSorted(([a], [b]) => a.localeCompare(b))
}
