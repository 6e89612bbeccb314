import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { AppError, type Fault } from '@dutybell/shared/errors'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { instantFaults } from '../http/instant.ts'
import { findRetryIds, type JudgedRetry, checkRetryable, lockRetryIds, retryLocked } from './retry-queries.ts'
import type { RetryRefusal } from './retry-refusals.ts'
import { MAX_RETRIES_AT_ONCE, type RetriedDeliveries, type RetryDeliveries } from './retry-schemas.ts'
import type { RetryContext } from './retry-delivery.ts'

const BATCH = 1_000 // deliveries of one statement, which so stays far below the time limit of statements

/**
 * Queues all deliveries that match a filter again, by the rules of a single retry, with an audit entry. All of them, or none
 * where their number is not the expected one.
 *
 * @throws {AppError} `invalid_input`, `expected_count_differs`, `too_many_deliveries`
 */
export async function retryDeliveries(
  ctx: RetryContext & WithActor,
  input: RetryDeliveries,
): Promise<RetriedDeliveries> {
  throwIfInvalid(faultsOf(input))
  if (input.dry_run === true) {
    const ids = await findRetryIds(ctx.db, input.filter, MAX_RETRIES_AT_ONCE + 1)
    return summarise(await judge(ctx.db, ids, input), true)
  }
  const retried = await inTransaction(ctx.db, async (tx) => {
    const ids = await lockRetryIds(tx, input.filter, MAX_RETRIES_AT_ONCE + 1)
    const judged = await judge(tx, ids, input)
    await queueRetries(tx, judged, input, ctx.actor.name)
    const summary = summarise(judged, false)
    await recordAudit(tx, ctx.actor, {
      action: 'deliveries.retried',
      subject_type: 'delivery',
      details: {
        filter: input.filter,
        confirm_duplicate: input.confirm_duplicate ?? false,
        retried: summary.retried,
      },
    })
    return summary
  })
  ctx.waker.wake('drain_outbox')
  return retried
}

async function judge(db: Db, ids: readonly string[], input: RetryDeliveries): Promise<JudgedRetry[]> {
  refuseCount(ids.length, input.expected_count)
  const judged: JudgedRetry[] = []
  for (const batch of inBatches(ids)) {
    judged.push(...(await checkRetryable(db, batch, input.confirm_duplicate ?? false)))
  }
  return judged
}

async function queueRetries(
  tx: Tx,
  judged: readonly JudgedRetry[],
  { spread_seconds = 0, confirm_duplicate = false }: RetryDeliveries,
  requested_by: string,
): Promise<void> {
  const going = judged.filter(({ verdict }) => verdict === 'retry')
  const step_ms = (spread_seconds * 1000) / Math.max(1, going.length)
  const retries = going.map(({ delivery_id }, place) => ({ delivery_id, delay_ms: place * step_ms }))
  for (const batch of inBatches(retries)) {
    await retryLocked(tx, batch, { requested_by, confirm_duplicate })
  }
}

function refuseCount(matched: number, expected: number | undefined): void {
  if (matched > MAX_RETRIES_AT_ONCE) {
    throw new AppError(
      'too_many_deliveries',
      `The filter matches more than ${MAX_RETRIES_AT_ONCE} deliveries, the most of one call: narrow it, such as by created_to.`,
    )
  }
  if (expected !== undefined && expected !== matched) {
    const detail = `The filter matches ${matched} deliveries, not ${expected}: nothing was done.`
    throw new AppError('expected_count_differs', detail, { faults: [{ pointer: '/expected_count', detail }] })
  }
}

function faultsOf({ filter, expected_count, dry_run }: RetryDeliveries): Fault[] {
  const times = instantFaults(filter, ['created_from', 'created_to'])
  return [
    ...times.map((fault) => ({ ...fault, pointer: `/filter${fault.pointer}` })),
    ...(expected_count === undefined && dry_run !== true
      ? [{ pointer: '/expected_count', detail: 'Add how many deliveries match, as a dry run returns.' }]
      : []),
  ]
}

function summarise(judged: readonly JudgedRetry[], dry_run: boolean): RetriedDeliveries {
  const counts = new Map<RetryRefusal, number>()
  for (const { verdict } of judged) {
    if (verdict !== 'retry') counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  }
  const refused = [...counts].map(([reason, count]) => ({ reason, count }))
  return {
    dry_run,
    matched: judged.length,
    retried: judged.filter(({ verdict }) => verdict === 'retry').length,
    refused: refused.toSorted((a, b) => b.count - a.count),
  }
}

function inBatches<Item>(items: readonly Item[]): Item[][] {
  const count = Math.ceil(items.length / BATCH)
  return Array.from({ length: count }, (_, n) => items.slice(n * BATCH, (n + 1) * BATCH))
}
