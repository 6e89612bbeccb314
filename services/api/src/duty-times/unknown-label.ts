import type { Db } from '@dutybell/shared/db/client'
import { type DutyTime, findDutyTimes } from '@dutybell/shared/duties/by-duty-time'
import { editDistance } from '@dutybell/shared/edit-distance'
import { dutyTimeKey } from '@dutybell/shared/people/duty-time'

const MAX_TYPING_ERRORS = 2

/**
 * The warning of each label that no duty time has, by label. A community without duty times has labels of its own, so none of
 * them is unknown.
 */
export async function findUnknownLabels(
  db: Db,
  labels: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const known = await findDutyTimes(db)
  if (known.length === 0) return new Map()
  const keys = new Set(known.map(({ key }) => key))
  const unknown = [...new Set(labels)].filter((label) => !keys.has(dutyTimeKey(label)))
  return new Map(unknown.map((label) => [label, warningOf(nearestName(dutyTimeKey(label), known))]))
}

function warningOf(name: string | undefined): string {
  return `duty_time_unknown: ${name === undefined ? 'no duty time has this name' : `did you mean ${name}?`}`
}

/** The name with the same letters in another order, else the one with the fewest typing errors, if they are few. */
function nearestName(key: string, known: readonly DutyTime[]): string | undefined {
  const same_letters = known.find((other) => lettersOf(other.key) === lettersOf(key))
  if (same_letters !== undefined) return same_letters.name
  const [nearest] = known
    .map((other) => ({ ...other, distance: editDistance(key, other.key) }))
    .filter((other) => other.distance <= mostErrors(key, other.key))
    .toSorted((a, b) => a.distance - b.distance)
  return nearest?.name
}

/** Two typing errors, or a third of a long name; never all letters of a short one. */
function mostErrors(a: string, b: string): number {
  const most = Math.max(MAX_TYPING_ERRORS, Math.floor(Math.max(a.length, b.length) / 3))
  return Math.min(most, Math.min(a.length, b.length) - 1)
}

function lettersOf(key: string): string {
  return (key.match(/[\p{L}\p{M}\p{N}]/gu) ?? []).toSorted().join('')
}
