import type { Db } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import { findDifferingSettings } from '@dutybell/shared/heartbeats/differing-settings'
import {
  findHeartbeats,
  findRunningProcesses,
  type HeartbeatRow,
} from '@dutybell/shared/heartbeats/find-heartbeats'
import type { Fault, PreflightLine } from '@dutybell/shared/preflight/results'
import { sql } from 'kysely'
import { MAX_CLOCK_OFFSET_MS } from '../worker/cron.ts'
import { failure, judge, ok, warning } from './lines.ts'

const OVERDUE = '5 minutes'
const ALERTS = { key: 'alerts', title: 'Open alerts' }
const SETTINGS = { key: 'process_settings', title: 'Settings of the processes' }
const SERVICES = [
  { service: 'api', key: 'process_api', title: 'API' },
  { service: 'notifier', key: 'process_notifier', title: 'Notifier' },
] as const

/** The processes that write heartbeats. One that was stopped in order has none, one that crashed has an old one for an hour. */
export async function checkProcesses(db: Db): Promise<PreflightLine[]> {
  const known = await findHeartbeats(db)
  const running = await findRunningProcesses(db, await databaseNow(db))
  const overdue = await countOverdue(db)
  return [
    ...SERVICES.map((subject) => checkService(subject, known, running, overdue)),
    checkSettings(running),
    await checkAlerts(db),
  ]
}

function checkService(
  { service, ...subject }: (typeof SERVICES)[number],
  known: readonly HeartbeatRow[],
  running: readonly HeartbeatRow[],
  overdue: number,
): PreflightLine {
  const action = `Start it: node services/${service}/src/main.ts; its log says why it ended.`
  const own = running.filter((row) => row.service === service)
  if (own.length > 0)
    return judge(subject, own.flatMap(faultsOf), `Running: ${own.map(({ name }) => name).join(', ')}.`)
  const crashed = known.filter((row) => row.service === service)
  if (crashed.length > 0)
    return failure(
      subject,
      `None runs. Ended without being stopped: ${crashed.map(({ name }) => name).join(', ')}.`,
      action,
    )
  if (service === 'notifier' && overdue > 0)
    return failure(subject, `None runs, and ${overdue} messages should have been sent by now.`, action)
  return warning(subject, 'None runs.', action)
}

function faultsOf({ name, clock_offset_ms, stopped_loops }: HeartbeatRow): Fault[] {
  const faults: Fault[] = stopped_loops.map((text) => ({
    outcome: 'failure',
    text: `${name}: ${text}`,
    action: 'Correct the cause and start the process again.',
  }))
  if (Math.abs(clock_offset_ms) > MAX_CLOCK_OFFSET_MS)
    faults.push({
      outcome: 'warning',
      text: `${name}: its clock differs by ${Math.round(clock_offset_ms / 1000)} s from that of the database.`,
      action: 'Set the clock of its machine by NTP.',
    })
  return faults
}

function checkSettings(running: readonly HeartbeatRow[]): PreflightLine {
  const differing = findDifferingSettings(running)
  if (differing.length === 0) return ok(SETTINGS, 'All processes have the same.')
  return judge(
    SETTINGS,
    differing.map(({ setting, values, action }) => ({
      outcome: 'failure',
      text: `${setting} differs: ${values.join('; ')}.`,
      action,
    })),
    '',
  )
}

/** Computed by a notifier each minute: what was corrected since may still be among them. */
async function checkAlerts(db: Db): Promise<PreflightLine> {
  const open = await db
    .selectFrom('alerts')
    .select(['key', 'subject'])
    .where('cleared_at', 'is', null)
    .orderBy('id')
    .execute()
  if (open.length === 0) return ok(ALERTS, 'None.')
  return failure(
    ALERTS,
    open.map(({ key, subject }) => `${subject} (${key}).`).join(' '),
    'Read the sections of these alerts in docs/runbook.md; an alert ends a minute after its cause.',
  )
}

async function countOverdue(db: Db): Promise<number> {
  const { rows } = await sql<{ overdue: number }>`
    select count(*)::integer as overdue from deliveries
    where state = 'pending' and next_attempt_at < clock_timestamp() - ${OVERDUE}::interval`.execute(db)
  return rows[0]?.overdue ?? 0
}
