import type { Fault } from '@dutybell/shared/errors'

/** RFC 3339, with or without seconds; offsets below 16 hours, as Postgres accepts. */
const INSTANT =
  /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)$/

/** Whether Postgres can read the instant; absent is valid. Temporal accepts more forms and years beyond 1 and 9999. */
export function isInstant(text: string | undefined): boolean {
  if (text === undefined) return true
  if (!INSTANT.test(text)) return false
  try {
    const { year } = Temporal.Instant.from(text).toZonedDateTimeISO('UTC')
    return year >= 1 && year <= 9999
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** The given times that {@link isInstant} does not accept. */
export function instantFaults<Name extends string>(
  given: { readonly [name in Name]?: string | undefined },
  names: readonly Name[],
): Fault[] {
  return names
    .filter((name) => !isInstant(given[name]))
    .map((name) => ({
      pointer: `/${name}`,
      detail: 'Give an instant with its zone, such as 2026-03-14T12:30:00Z.',
    }))
}
