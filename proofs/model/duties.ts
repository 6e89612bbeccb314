import type { AttemptSeen, DeliverySeen, DutySeen, Snapshot, VersionSeen } from './snapshot.ts'
import { attemptsIn } from './snapshot.ts'

/** Per day; a duty time that is not here has any number. */
export const PLACES: Readonly<Record<string, number>> = { isha: 1 }

/** An attempt may have reached the person: nothing proves that it did not. */
function mayHaveArrived(attempt: AttemptSeen): boolean {
  if (attempt.delivered_at !== null || attempt.read_at !== null) return true
  if (attempt.failed_at !== null) return false
  const { outcome, http_status } = attempt
  return (
    outcome === null ||
    outcome === 'in_doubt' ||
    outcome === 'accepted' ||
    isServerError(outcome, http_status)
  )
}

/** A server error says nothing about the message. */
function isServerError(outcome: string, http_status: number | null): boolean {
  return outcome === 'refused' && (http_status ?? 0) >= 500
}

export function mayHaveReached(snapshot: Snapshot, delivery: DeliverySeen): boolean {
  return attemptsIn(snapshot, delivery.id).some((attempt) => mayHaveArrived(attempt))
}

/** The messages that name the version of a duty. */
export function messagesOf(snapshot: Snapshot, duty_id: string, version: number): readonly DeliverySeen[] {
  const events = new Set(
    snapshot.named
      .filter((named) => named.duty_id === duty_id && named.version === version)
      .map(({ outbox_id }) => outbox_id),
  )
  return snapshot.deliveries.filter(({ outbox_id }) => events.has(outbox_id))
}

/** The messages that correct the version of a duty. */
export function correctionsOf(
  snapshot: Snapshot,
  { duty_id, version }: VersionSeen,
): readonly DeliverySeen[] {
  const events = new Set(
    snapshot.named
      .filter((named) => named.duty_id === duty_id && named.corrects === version)
      .map(({ outbox_id }) => outbox_id),
  )
  return snapshot.deliveries.filter(({ outbox_id }) => events.has(outbox_id))
}

/** The person knows the version, or may know it: by a message, by phone, or from elsewhere. */
export function isKnown(
  snapshot: Snapshot,
  { duty_id, version, is_ticked, is_told_elsewhere }: VersionSeen,
): boolean {
  return (
    is_ticked ||
    is_told_elsewhere ||
    messagesOf(snapshot, duty_id, version).some((delivery) => mayHaveReached(snapshot, delivery))
  )
}

/** The last version that the person knows or may know. */
export function lastKnown(snapshot: Snapshot, duty_id: string): VersionSeen | undefined {
  return snapshot.versions
    .filter((version) => version.duty_id === duty_id && isKnown(snapshot, version))
    .toSorted((a, b) => b.version - a.version)[0]
}

/** Both say the same: assigned, on the same day, at the same time. */
export function saysTheSame(version: VersionSeen, duty: DutySeen): boolean {
  return version.status === duty.status && version.day === duty.day && version.key === duty.key
}
