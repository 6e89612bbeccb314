import type { AttemptSeen } from './snapshot.ts'

export type Evidence = 'read' | 'delivered' | 'sent' | 'accepted' | 'in_doubt' | 'failed'

/** The highest evidence of any attempt; null without an attempt. */
export function bestEvidence(attempts: readonly AttemptSeen[]): Evidence | null {
  const some = (holds: (attempt: AttemptSeen) => boolean) => attempts.some((attempt) => holds(attempt))
  if (attempts.length === 0) return null
  if (some((attempt) => attempt.read_at !== null)) return 'read'
  if (some((attempt) => attempt.delivered_at !== null)) return 'delivered'
  if (some((attempt) => attempt.sent_at !== null && attempt.failed_at === null)) return 'sent'
  if (some(isKnownAccepted)) return 'accepted'
  if (some((attempt) => attempt.outcome === null || attempt.outcome === 'in_doubt')) return 'in_doubt'
  return 'failed'
}

/** The provider accepted it and has not reported a failure. */
export function isKnownAccepted(attempt: AttemptSeen): boolean {
  return attempt.outcome === 'accepted' && attempt.failed_at === null
}
