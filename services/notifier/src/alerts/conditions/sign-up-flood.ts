import { sql } from 'kysely'
import { type Alert, type ConditionContext, timeText } from '../alert.ts'

/** More people signed up within an hour than PUBLIC_CONFIRMATIONS_PER_HOUR, and their confirmations are held. */
export async function findSignUpFlood({
  db,
  time_zone,
}: Pick<ConditionContext, 'db' | 'time_zone'>): Promise<readonly Alert[]> {
  const { rows } = await sql<{ since: Temporal.Instant | null }>`
    select min(r.created_at) as since from deliveries d join registrations r on r.id = d.registration_id
    where d.queue_state = 'held' and d.reason = 'sign_up_flood'`.execute(db)
  const since = rows[0]?.since ?? null
  if (since === null) return []
  return [
    {
      key: 'sign_up_flood',
      subject: 'Confirmations of public registrations are held: sign_up_flood',
      text: [
        `Since ${timeText(since, time_zone)} more people have signed up within an hour than PUBLIC_CONFIRMATIONS_PER_HOUR.`,
        'The registrations are taken. The confirmations of those beyond the limit are held, and go as later hours have room.',
      ].join('\n'),
      action: [
        'Look at the registrations. If they are people, release the confirmations: POST /v1/deliveries/retry {"filter": {"state": "held", "reason": "sign_up_flood"}, "dry_run": true}, then with its count as expected_count.',
        `If they are not, remove them: POST /v1/registrations/erase {"created_from": "${since.toString()}", "created_to": "…", "origin": "public", "dry_run": true}, then with its count as expected_count.`,
      ].join('\n'),
    },
  ]
}
