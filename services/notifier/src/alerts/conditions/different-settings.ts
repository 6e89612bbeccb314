import { findHeartbeats, type HeartbeatRow } from '@dutybell/shared/heartbeats/find-heartbeats'
import type { Alert, ConditionContext } from '../alert.ts'

/** Settings that must be the same in all processes that have them. */
const COMPARED = [
  'time_zone',
  'reminder_time',
  'default_country',
  'in_doubt_policy',
  'in_doubt_window_seconds',
  'delivery_mode',
  'template_language',
  'zone_data',
] as const

/** Where the setting does not have the name of its variable. */
const VARIABLES: Readonly<Record<string, string>> = { template_language: 'META_WA_TEMPLATE_LANGUAGE' }

const ALIVE_WITHIN = { seconds: 45 } // four heartbeats

/** Running processes that would decide differently what is sent, and when. */
export async function findDifferentSettings({ db }: ConditionContext): Promise<readonly Alert[]> {
  const rows = await findHeartbeats(db)
  const last = rows
    .map(({ seen_at }) => seen_at)
    .toSorted((a, b) => Temporal.Instant.compare(a, b))
    .at(-1)
  if (last === undefined) return []
  const alive = rows.filter(
    ({ seen_at }) => Temporal.Instant.compare(seen_at, last.subtract(ALIVE_WITHIN)) >= 0,
  )
  return COMPARED.flatMap((setting): Alert[] => {
    const processes = byValue(alive, setting)
    if (processes.size < 2) return []
    const values = [...processes].map(([value, names]) => `${value} (${names.join(', ')})`)
    return [
      {
        key: `settings_differ:${setting}`,
        subject: `The processes differ in ${setting}`,
        text: `The running processes have different values of ${setting}: ${values.join('; ')}.`,
        action:
          setting === 'zone_data'
            ? 'Run the same version of Node in all processes, with the newest time zone data.'
            : `Set ${VARIABLES[setting] ?? setting.toUpperCase()} to the same value for all processes and restart them.`,
      },
    ]
  })
}

function byValue(rows: readonly HeartbeatRow[], setting: string): Map<string, string[]> {
  const processes = new Map<string, string[]>()
  for (const { settings, service, name } of rows) {
    if (!(setting in settings)) continue
    const value = String(settings[setting])
    processes.set(value, [...(processes.get(value) ?? []), `${service} ${name}`])
  }
  return processes
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
