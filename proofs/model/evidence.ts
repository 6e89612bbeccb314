import type { AttemptSeen } from './snapshot.ts'

export type Shown = 'read' | 'delivered' | 'sent' | 'accepted' | 'in_doubt' | 'failed'

/** The best that is known of any attempt; null where there was none. */
export function shownBy(attempts: readonly AttemptSeen[]): Shown | null {
  const some = (holds: (attempt: AttemptSeen) => boolean) => attempts.some((attempt) => holds(attempt))
  if (attempts.length === 0) return null
  if (some((attempt) => attempt.read_at !== null)) return 'read'
  if (some((attempt) => attempt.delivered_at !== null)) return 'delivered'
  if (some((attempt) => attempt.sent_at !== null && attempt.failed_at === null)) return 'sent'
  if (some(isKnownTaken)) return 'accepted'
  if (some((attempt) => attempt.outcome === null || attempt.outcome === 'in_doubt')) return 'in_doubt'
  return 'failed'
}

/** The provider said that it took it, and has not said that it failed. */
export function isKnownTaken(attempt: AttemptSeen): boolean {
  return attempt.outcome === 'accepted' && attempt.failed_at === null
}
