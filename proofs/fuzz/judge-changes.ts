import type { Change } from './row-watch.ts'
import type { Sent } from './sent.ts'

const WRITTEN_ON_READING: ReadonlySet<Change> = new Set(['audit_log insert']) // who was shown personal data

/**
 * What is wrong with the rows that were written while these, and only these, were answered. Those of before that broke off
 * may still have been read for.
 */
export function faultsOfChanges(sent: readonly Sent[], changes: readonly Change[]): string[] {
  if (changes.length === 0 || sent.some((one) => isServed(one) && mayWrite(one))) return []
  const what = [...new Set(changes)].join(', ')
  const has_read = sent.some((one) => isServed(one) || (isUnheard(one) && !mayWrite(one)))
  if (!has_read) return [`It was refused, and rows were written: ${what}.`]
  const unexpected = changes.filter((change) => !WRITTEN_ON_READING.has(change))
  return unexpected.length === 0 ? [] : [`It only reads, and rows were written: ${what}.`]
}

/** Its sender was gone before an answer came, or broke it off and was told so while it was still being read for. */
export function isUnheard({ request: { wire_fault }, exchange }: Sent): boolean {
  return exchange.answers.length === 0 || (wire_fault !== undefined && wire_fault.after !== 'waits')
}

function isServed({ exchange }: Sent): boolean {
  return exchange.answers.some(({ status }) => status < 400)
}

/** A repetition writes nothing either. */
function mayWrite({ request: { method }, exchange }: Sent): boolean {
  const reads = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  return !reads && !exchange.answers.some(({ headers }) => headers.has('idempotency-replayed'))
}
