import { test } from 'tap'
import { compareZoneData, findDifference } from '../../src/health/compare-zone-data.ts'
import { openBench } from '../fixture.ts'

test('compare-zone-data: zones with and without summer time, nothing to report', async (t) => {
  const { db } = await openBench(t)
  for (const time_zone of ['Asia/Kolkata', 'Europe/London', 'America/New_York', 'UTC']) {
    t.equal(await compareZoneData(db, time_zone), undefined, time_zone)
  }
})

test('compare-zone-data: Postgres does not know the zone, a sentence names it', async (t) => {
  const { db } = await openBench(t)
  t.match(
    await compareZoneData(db, 'Nowhere/Atlantis'),
    /^Postgres does not know TIME_ZONE Nowhere\/Atlantis: update its time zone data \(Node has \d{4}[a-z]\)\.$/,
  )
})

test('find-difference: the first offset that is not that of Node', async (t) => {
  const offsets = ['2026-06-01T00:00:00Z', '2026-12-01T00:00:00Z'].map((at) => ({
    at: Temporal.Instant.from(at),
    offset_seconds: 3600,
  }))
  t.match(findDifference(offsets, 'Europe/London'), { at: offsets[1]?.at })
  t.equal(findDifference(offsets, 'Africa/Lagos'), undefined)
})
