import type { Tx } from '@dutybell/shared/db/client'
import { classifyGraphError } from '@dutybell/shared/whatsapp/error-catalogue'
import { countFailures, isCounted } from '../channels/failure-streaks.ts'
import type { MergedReceipt } from './merge-receipts.ts'
import type { Match } from './queries.ts'

interface Failed {
  readonly match: Match
  readonly code: string
  readonly error_class: ReturnType<typeof classifyGraphError>
  readonly text: string
  readonly at: Temporal.Instant
}

/**
 * Counts the failures of one code in a row. Receipts of a batch come in no order with those of others: a delivered message among
 * them ends every row.
 *
 * @returns the codes that failed five different recipients in a row
 */
export async function countStreaks(
  tx: Tx,
  receipts: readonly MergedReceipt[],
  matches: ReadonlyMap<number, Match>,
): Promise<ReadonlySet<string>> {
  const streaks = new Set<string>()
  if (receipts.some(({ delivered_at, read_at }) => delivered_at !== null || read_at !== null)) return streaks
  for (const [first, ...others] of rowsOf(
    receipts.flatMap((receipt, item) => failedOf(receipt, matches.get(item))),
  )) {
    const deliveries = [first, ...others].map(({ match }) => match.delivery_id)
    const { error_class, code, text } = first
    const failure = { class: error_class, code, text }
    if (await countFailures(tx, { channel: 'whatsapp', source: 'receipt' }, failure, deliveries))
      streaks.add(code)
  }
  return streaks
}

function failedOf({ error, failed_at }: MergedReceipt, match: Match | undefined): Failed[] {
  if (error === null || failed_at === null || match === undefined || match.is_repeat || match.is_late)
    return []
  const { code, text } = error
  const error_class = classifyGraphError({ code, details: text })
  if (!isCounted('whatsapp', { class: error_class, code: String(code), text })) return []
  return [{ match, code: String(code), error_class, text, at: failed_at }]
}

const MAX_ROWS = 20 // in a batch of many codes, none fails in a row

/** The failures by time, cut where the code changes: at most the last ones. */
function rowsOf(failures: readonly Failed[]): (readonly [Failed, ...Failed[]])[] {
  const rows: [Failed, ...Failed[]][] = []
  for (const failed of failures.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))) {
    const last = rows.at(-1)
    if (last !== undefined && last[0].code === failed.code) last.push(failed)
    else rows.push([failed])
  }
  return rows.slice(-MAX_ROWS)
}
