import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { inOneStatement } from '@dutybell/shared/db/in-transaction'
import { withSpan } from '@dutybell/shared/tracing'
import { milliseconds } from '@dutybell/shared/db/milliseconds'
import { type LearnedAlias, learnAliases } from './learn-aliases.ts'
import type { AttemptResult } from './decide.ts'
import type { ChannelSettings } from '../channels/settings.ts'

/**
 * Records the outcomes of attempts; each delivery at most once in `results`.
 *
 * @returns whether a delivery may be ready now
 */
export async function recordAttempts(
  db: Db,
  settings: Pick<ChannelSettings, 'max_attempts' | 'in_doubt_window_ms'>,
  results: readonly AttemptResult[],
): Promise<boolean> {
  const statement = sql<{ may_be_ready: boolean }>`
    select record_attempts(
      ${JSON.stringify(results.map(withoutNul))}::jsonb, ${settings.max_attempts}::integer,
      ${milliseconds(settings.in_doubt_window_ms)}) as may_be_ready`
  const { rows } = await withSpan('record', { attributes: { results: results.length } }, () =>
    inOneStatement(db, (one) => statement.execute(one)),
  )
  await learnAliases(db, results.flatMap(aliasOf))
  return rows[0]?.may_be_ready ?? true
}

function aliasOf({ delivery_id, attempt, account }: AttemptResult): LearnedAlias[] {
  return account === undefined ? [] : [{ delivery_id, attempt, ...account, at: Temporal.Now.instant() }]
}

/** Postgres does not accept U+0000 in text; the provider's text may contain it. */
function withoutNul(result: AttemptResult): AttemptResult {
  return { ...result, text: result.text?.replaceAll('\0', '') ?? null }
}
