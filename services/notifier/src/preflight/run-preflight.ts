import type { Db } from '@dutybell/shared/db/client'
import { isDatabaseUnavailable, isPermissionDenied, isSchemaMissing } from '@dutybell/shared/db/failures'
import { type PreflightLine, storePreflightResults } from '@dutybell/shared/preflight/results'
import type { Logger } from '@dutybell/shared/logger'
import { configWarnings } from '../config-warnings.ts'
import type { NotifierConfig } from '../config.ts'
import { checkDatabaseClock } from './check-clocks.ts'
import { checkDatabase } from './check-database.ts'
import { findLargestEvening } from './check-limit.ts'
import { checkMail } from './check-mail.ts'
import { checkMeta } from './check-meta.ts'
import { checkProcesses } from './check-processes.ts'
import { checkWebhook } from './check-webhook.ts'
import { failure, ok, type Subject, unknown, warning } from './lines.ts'

export interface PreflightContext {
  readonly config: NotifierConfig
  readonly db: Db
  /** In place of those of the machine. */
  readonly dns_servers?: readonly string[]
  readonly signal: AbortSignal
  /** Called with the lines of each part when they are known, in the order of the result. */
  readonly onLines?: (lines: readonly PreflightLine[]) => void
}

/** Checks everything that a message needs on its way, sends none, and stores the lines for the console. */
export async function runPreflight(ctx: PreflightContext): Promise<readonly PreflightLine[]> {
  const { config, db, signal, onLines } = ctx
  const META = { key: 'meta', title: 'Meta' }
  const parts: readonly Promise<readonly PreflightLine[]>[] = [
    guard({ key: 'configuration', title: 'Configuration' }, async () => checkConfiguration(config)),
    guard({ key: 'database', title: 'Database' }, () =>
      checkDatabase({ db, connection_string: config.DATABASE_URL, time_zone: config.TIME_ZONE }),
    ),
    guard({ key: 'clock_database', title: 'Clock of this machine and of the database' }, async () => [
      await checkDatabaseClock(db),
    ]),
    guard({ key: 'processes', title: 'Processes' }, () => checkProcesses(db)),
    guard(META, async () => {
      const evening = await findLargestEvening(db, config.TIME_ZONE).catch(() => null) // another line tells why
      return checkMeta(config, evening, signal)
    }),
    guard({ key: 'webhook', title: 'Webhook' }, () => checkWebhook(webhookSettings(config), signal)),
    guard({ key: 'mail', title: 'E-mail' }, () =>
      checkMail({ smtp_url: config.SMTP_URL, from: config.EMAIL_FROM, dns_servers: ctx.dns_servers }, signal),
    ),
  ]
  const lines: PreflightLine[] = []
  for (const part of parts) {
    const found = await part
    lines.push(...found)
    onLines?.(found)
  }
  return lines
}

/** The job of operators: the lines go into the log and, as those of the command, into the database. */
export async function preflightJob(ctx: PreflightContext & { readonly log: Logger }): Promise<void> {
  const { db, log } = ctx
  const lines = await runPreflight(ctx)
  await storePreflightResults(db, lines)
  for (const { key, outcome, text, action } of lines)
    if (outcome !== 'ok') log.warn({ check: key, outcome, action }, `Preflight: ${text}`)
  log.info(countOutcomes(lines), 'Preflight finished')
}

export function countOutcomes(lines: readonly PreflightLine[]): Record<PreflightLine['outcome'], number> {
  const count = (outcome: PreflightLine['outcome']) => lines.filter((line) => line.outcome === outcome).length
  return { ok: count('ok'), warning: count('warning'), failure: count('failure') }
}

/** One part that breaks does not hide the others. */
async function guard(
  subject: Subject,
  check: () => Promise<readonly PreflightLine[]>,
): Promise<readonly PreflightLine[]> {
  try {
    return await check()
  } catch (error) {
    const because = whyUnasked(error)
    if (because !== undefined)
      return [unknown(subject, because, 'Correct what the lines about the database say.')]
    const text = error instanceof Error ? error.message : String(error)
    return [
      failure(
        subject,
        `The check itself failed: ${text}`,
        'Run it again, and report it with this text if it stays.',
      ),
    ]
  }
}

function whyUnasked(error: unknown): string | undefined {
  if (isDatabaseUnavailable(error)) return 'the database could not be asked'
  if (isSchemaMissing(error)) return 'the database is not migrated'
  return isPermissionDenied(error) ? 'the user may not read all tables' : undefined
}

function checkConfiguration(config: NotifierConfig): PreflightLine[] {
  const title = 'Configuration'
  const warnings = configWarnings(config)
  if (warnings.length === 0) return [ok({ key: 'configuration', title }, 'Valid.')]
  return warnings.map((text, position) =>
    warning(
      { key: `configuration:${position + 1}`, title },
      text,
      'Change the variable, unless it is meant so.',
    ),
  )
}

function webhookSettings(config: NotifierConfig) {
  return {
    public_url: config.PUBLIC_URL,
    verify_token: config.META_WA_WEBHOOK_VERIFY_TOKEN,
    app_secret: config.META_WA_APP_SECRET?.[0],
    is_meta: config.META_WA_BASE_URL.startsWith('https:'),
  }
}
