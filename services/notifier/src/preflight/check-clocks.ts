import type { Db } from '@dutybell/shared/db/client'
import { measureClockOffset } from '@dutybell/shared/heartbeats/heartbeat'
import type { PreflightLine } from '@dutybell/shared/preflight/results'
import { first } from '../providers/whatsapp/retry-after.ts'
import { MAX_CLOCK_OFFSET_MS } from '../worker/cron.ts'
import type { GraphResult } from './graph-client.ts'
import { failure, ok, type Subject, unknown, warning } from './lines.ts'

const DATABASE = { key: 'clock_database', title: 'Clock of this machine and of the database' }
const META = { key: 'clock_meta', title: 'Clock of this machine and of Meta' }

const FAR_MS = 60_000 // the cron and the receipts are judged by these clocks
const BY_NTP = 'Set the clocks of this machine and of the database server by NTP (systemd-timesyncd, chrony).'

export async function checkDatabaseClock(db: Db): Promise<PreflightLine> {
  const { clock_offset_ms } = await measureClockOffset(db)
  return judge(DATABASE, clock_offset_ms, 'the database')
}

/** By the `Date` of an answer, which has whole seconds. `received_ms`: when the answer came. */
export function checkMetaClock(result: GraphResult, received_ms: number): PreflightLine {
  const date = result.ok ? Date.parse(first(result.headers['date']) ?? '') : Number.NaN
  if (!Number.isFinite(date))
    return unknown(META, 'Meta did not answer', 'Correct what the line about the access token says.')
  return judge(META, received_ms - date - 500, 'Meta')
}

function judge(subject: Subject, offset_ms: number, other: string): PreflightLine {
  const size_ms = Math.abs(offset_ms)
  if (size_ms <= MAX_CLOCK_OFFSET_MS) return ok(subject, 'They agree.')
  const text = `That of this machine is ${Math.round(size_ms / 1000)} s ${offset_ms > 0 ? 'ahead of' : 'behind'} that of ${other}.`
  return (size_ms > FAR_MS ? failure : warning)(subject, text, BY_NTP)
}
