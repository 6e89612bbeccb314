import type { Scope } from '@dutybell/shared/api-keys/scopes'
import { findPreflightResults } from '@dutybell/shared/preflight/results'
import { readAlerts } from '../../alerts/read-alerts.ts'
import { presentDutyTime } from '../../duty-times/present.ts'
import { findDutyTimes } from '../../duty-times/queries.ts'
import type { DutyTime } from '../../duty-times/schemas.ts'
import { findKeys, type KeyRow } from '../../keys/queries.ts'
import type { WithView } from '../../pii/personal-view.ts'
import { type ComparedTemplate, compareTemplates } from '../../templates/compare-templates.ts'
import type { ConsoleContext } from '../frame/context.ts'

/** A form that was refused, shown again as it was typed. */
export interface Refused {
  /** Its id on the page. */
  readonly form: string
  readonly fields: Readonly<Record<string, string>>
  readonly fault: string
}

export interface PresentedKey extends Omit<
  KeyRow,
  'created_at' | 'expires_at' | 'last_used_at' | 'revoked_at'
> {
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
  readonly is_revoked: boolean
}

/** What a key may not see is null. */
export interface SettingsData {
  /** The duty time whose form is open. */
  readonly open: string | undefined
  readonly refused: Refused | null
  readonly duty_times: readonly DutyTime[] | null
  readonly alerts: Awaited<ReturnType<typeof readAlerts>>['items'] | null
  readonly machine: {
    readonly languages: readonly string[]
    readonly templates: readonly ComparedTemplate[]
    readonly keys: readonly PresentedKey[]
    readonly configured_keys: readonly string[]
    readonly preflight: readonly PreflightLine[]
  } | null
}

type PreflightLine = Omit<Awaited<ReturnType<typeof findPreflightResults>>[number], 'checked_at'> & {
  readonly checked_at: string
}

export async function loadSettings(
  ctx: ConsoleContext & WithView,
  may: (scope: Scope) => boolean,
  { open, refused = null }: { open?: string | undefined; refused?: Refused | null },
): Promise<SettingsData> {
  const [duty_times, alerts, machine] = await Promise.all([
    may('assignments') ? findDutyTimes(ctx.db) : null,
    may('deliveries') ? readAlerts(ctx.db, ctx.view) : null,
    may('admin') ? loadMachine(ctx) : null,
  ])
  return {
    open,
    refused,
    duty_times: duty_times?.map(presentDutyTime) ?? null,
    alerts: alerts?.items ?? null,
    machine,
  }
}

async function loadMachine(ctx: ConsoleContext & WithView): Promise<NonNullable<SettingsData['machine']>> {
  const [templates, keys, preflight] = await Promise.all([
    compareTemplates(ctx),
    findKeys(ctx.db),
    findPreflightResults(ctx.db),
  ])
  return {
    languages: ctx.template_languages,
    templates,
    keys: keys.map(presentKey),
    configured_keys: ctx.keys.configured_names,
    preflight: preflight.map((line) => ({
      ...line,
      text: ctx.view.text(line.text),
      checked_at: line.checked_at.toString(),
    })),
  }
}

function presentKey({ created_at, expires_at, last_used_at, revoked_at, ...key }: KeyRow): PresentedKey {
  return {
    ...key,
    created_at: created_at.toString(),
    expires_at: expires_at?.toString() ?? null,
    last_used_at: last_used_at?.toString() ?? null,
    is_revoked: revoked_at !== null,
  }
}
