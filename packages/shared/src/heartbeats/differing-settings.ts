import type { HeartbeatRow } from './find-heartbeats.ts'

/** Settings that must be the same in all processes that have them. */
const COMPARED = [
  'time_zone',
  'reminder_time',
  'default_country',
  'in_doubt_policy',
  'in_doubt_window_seconds',
  'delivery_mode',
  'template_language',
  'public_confirmations_per_hour',
  'zone_data',
] as const

/** Where the setting does not have the name of its variable. */
const VARIABLES: Readonly<Record<string, string>> = { template_language: 'META_WA_TEMPLATE_LANGUAGE' }

export interface DifferingSetting {
  readonly setting: string
  /** `Asia/Kolkata (api web:1, notifier web:2)`, one for each value. */
  readonly values: readonly string[]
  readonly action: string
}

export function findDifferingSettings(rows: readonly HeartbeatRow[]): readonly DifferingSetting[] {
  return COMPARED.flatMap((setting): DifferingSetting[] => {
    const processes = byValue(rows, setting)
    if (processes.size < 2) return []
    return [
      {
        setting,
        values: [...processes].map(([value, names]) => `${value} (${names.join(', ')})`),
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
