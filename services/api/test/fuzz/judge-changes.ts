import type { Change } from './row-watch.ts'
import type { Sent } from './sent.ts'

const WRITES_ON_READING: ReadonlySet<Change> = new Set(['audit_log insert']) // who was shown personal data

/** What is wrong with the rows that were written while these, and only these, were answered. */
export function faultsOfChanges(sent: readonly Sent[], changes: readonly Change[]): string[] {
  if (changes.length === 0) return []
  const what = [...new Set(changes)].join(', ')
  if (!sent.some(isServed)) return [`It was refused, and rows were written: ${what}.`]
  if (sent.some((one) => isServed(one) && mayWrite(one))) return []
  const unexpected = changes.filter((change) => !WRITES_ON_READING.has(change))
  return unexpected.length === 0 ? [] : [`It only reads, and rows were written: ${what}.`]
}

function isServed({ exchange }: Sent): boolean {
  return exchange.answers.some(({ status }) => status < 400)
}

/** A repetition writes nothing either. */
function mayWrite({ request: { method }, exchange }: Sent): boolean {
  const reads = method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
  return !reads && !exchange.answers.some(({ headers }) => headers.has('idempotency-replayed'))
}
