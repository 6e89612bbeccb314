import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { isInvalidValue } from '@dutybell/shared/db/failures'
import type { Logger } from '@dutybell/shared/logger'

const STEP = '7 days'
const AHEAD = '2 years'

/**
 * Postgres does not tell the version of its time zone data, so the offsets of the zone are compared with Node's.
 *
 * @returns a sentence for the operator; undefined if both agree for the next two years
 */
export async function compareZoneData(db: Db, time_zone: string): Promise<string | undefined> {
  const version = process.versions.tz ?? 'unknown'
  let offsets: Offset[]
  try {
    offsets = await readOffsets(db, time_zone)
  } catch (error) {
    if (!isInvalidValue(error)) throw error
    return `Postgres does not know TIME_ZONE ${time_zone}: update its time zone data (Node has ${version}).`
  }
  const other = findDifference(offsets, time_zone)
  if (other === undefined) return undefined
  const date = other.at.toZonedDateTimeISO(time_zone).toPlainDate().toString()
  return `The time zone data of Postgres differs from Node's (${version}) for ${time_zone}, first about ${date}: update the older one. Local days are computed by Node.`
}

interface Offset {
  readonly at: Temporal.Instant
  readonly offset_seconds: number
}

/** The first offset that is not Node's. */
export function findDifference(offsets: readonly Offset[], time_zone: string): Offset | undefined {
  return offsets.find(
    ({ at, offset_seconds }) => at.toZonedDateTimeISO(time_zone).offsetNanoseconds !== offset_seconds * 1e9,
  )
}

async function readOffsets(db: Db, time_zone: string): Promise<Offset[]> {
  const { rows } = await sql<Offset>`
    select at, extract(epoch from (at at time zone ${time_zone}) - (at at time zone 'UTC'))::int as offset_seconds
    from generate_series(now(), now() + ${AHEAD}::interval, ${STEP}::interval) at`.execute(db)
  return rows
}

export async function warnOfZoneData(db: Db, time_zone: string, log: Logger): Promise<void> {
  const warning = await compareZoneData(db, time_zone).catch(() => undefined) // an unavailable database is reported elsewhere
  if (warning !== undefined) log.warn({ time_zone }, warning)
}
