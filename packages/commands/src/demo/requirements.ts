import type { Environment } from '@dutybell/shared/config/load-config'
import { UsageError } from '@dutybell/shared/errors'
import type { Settings } from '../start/settings.ts'
import type { Simulation, Variables } from '../start/simulator.ts'

/** What shows more in a demonstration, unless it is set. */
export function demoVariables(environment: Environment): Variables {
  const defaults = {
    META_WA_TEMPLATE_LANGUAGE: 'en,hi,ur',
    META_WA_DAILY_RECIPIENTS: '250',
    COMMUNITY_NAME: 'Masjid e Noor',
  }
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => !environment[name]?.trim()))
}

/** The people of the demonstration are invented, but their numbers may be somebody's. */
export function requireSimulation({ whatsapp, mail }: Simulation, { ADMIN_API_KEYS: keys }: Settings): void {
  if (!whatsapp || !mail)
    throw new UsageError('--demo sends to the simulator only: unset META_WA_ACCESS_TOKEN and SMTP_URL.')
  if (keys?.length === 0) throw new UsageError('--demo needs an admin key: ADMIN_API_KEYS must not be off.')
}
