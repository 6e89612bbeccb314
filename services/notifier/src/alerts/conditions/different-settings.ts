import { findDifferingSettings } from '@dutybell/shared/heartbeats/differing-settings'
import { findRunningProcesses } from '@dutybell/shared/heartbeats/find-heartbeats'
import { describeClockOffset, MAX_CLOCK_OFFSET_MS } from '../../worker/cron.ts'
import type { Alert, ConditionContext } from '../alert.ts'

/** Running processes that would decide differently what is sent, and when. */
export async function findDifferentSettings({ db, now }: ConditionContext): Promise<readonly Alert[]> {
  const differing = findDifferingSettings(await findRunningProcesses(db, now))
  return differing.map(({ setting, values, action }) => ({
    key: `settings_differ:${setting}`,
    subject: `The processes differ in ${setting}`,
    text: `The running processes have different values of ${setting}: ${values.join('; ')}.`,
    action,
  }))
}

/** Machines whose clock differs from that of the database. */
export async function findWrongClocks({ db, now }: ConditionContext): Promise<readonly Alert[]> {
  const off = (await findRunningProcesses(db, now)).filter(
    ({ clock_offset_ms }) => Math.abs(clock_offset_ms) > MAX_CLOCK_OFFSET_MS,
  )
  const machines = new Map(off.map((row) => [`${row.service} ${row.name.replace(/:\d+$/, '')}`, row]))
  return [...machines].map(([machine, { service, name, clock_offset_ms }]) => ({
    key: `clock_differs:${machine}`,
    subject: `The clock of the ${service} on ${name.replace(/:\d+$/, '')} is wrong`,
    text: `${describeClockOffset(`The clock of ${service} ${name}`, clock_offset_ms)} The clock of the database decides what is due.`,
    action:
      'Correct the clock of the machine that is wrong, this one or that of the database, and keep it right by NTP.',
  }))
}

/** @param difference between the zone data of Node and of Postgres, as a sentence */
export function zoneDataAlert(difference: string | undefined): readonly Alert[] {
  if (difference === undefined) return []
  return [
    {
      key: 'zone_data_of_postgres',
      subject: 'The time zone data of Postgres differs from that of Node',
      text: difference,
      action: 'Update the older time zone data: the package tzdata of the database server, or Node.',
    },
  ]
}
