import type { Db } from '../db/client.ts'

export interface DutyTime {
  readonly name: string
  readonly key: string
  /** Null: any number. */
  readonly places: number | null
}

/** In the order of the table. */
export function findDutyTimes(db: Db): Promise<readonly DutyTime[]> {
  return db
    .selectFrom('duty_times')
    .select(['name', 'key', 'places'])
    .orderBy('position')
    .orderBy('name')
    .execute()
}

/** The duty times in their order, also those without an item, then the labels that have no duty time, by name. */
export function groupByDutyTime<Item extends { readonly duty_time: string; readonly duty_time_key: string }>(
  items: readonly Item[],
  times: readonly DutyTime[],
): { name: string; places: number | null; items: readonly Item[] }[] {
  const by_key = Map.groupBy(items, ({ duty_time_key }) => duty_time_key)
  const known = times.map(({ key, name, places }) => {
    const of_time = by_key.get(key) ?? []
    by_key.delete(key)
    return { name, places, items: of_time }
  })
  const others = [...by_key]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, items]) => ({ name: items[0]?.duty_time ?? key, places: null, items }))
  return [...known, ...others]
}
