import type { ChangedDuty, DutyChange } from '../duty-assignments/change-duties.ts'

export type Creation = Extract<DutyChange, { kind: 'create' }>

/** How many duties of each date and duty time earlier chunks of a dry run would create. */
export type TakenPlaces = Map<string, number>

/** A dry run writes nothing, so the database does not see the places that earlier chunks would take. */
export function fillPlaces(
  changed: readonly ChangedDuty[],
  creations: readonly Creation[],
  before: TakenPlaces,
): readonly ChangedDuty[] {
  const judged = changed.map((duty, index): ChangedDuty => {
    const { outcome, places, taken } = duty
    const creation = creations[index]
    if (outcome !== null || places === null || taken === null || creation === undefined) return duty
    const all = taken + (before.get(placeOf(creation)) ?? 0)
    if (creation.override_reason !== undefined || all < places) return duty
    return { ...duty, outcome: 'duty_full', taken: Math.min(places, all) }
  })
  for (const [index, creation] of creations.entries()) {
    if (judged[index]?.outcome !== null) continue
    before.set(placeOf(creation), (before.get(placeOf(creation)) ?? 0) + 1)
  }
  return judged
}

function placeOf({ duty_date, duty_time_key }: Creation): string {
  return `${duty_date} ${duty_time_key}`
}
