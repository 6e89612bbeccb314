import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { languagesJson } from '@dutybell/shared/templates/languages'
import { sql } from 'kysely'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { readDate } from './read-duty.ts'
import type { AssigningContext } from './change-duties.ts'
import type { NotifyWaiting } from './change-schemas.ts'

export interface Published {
  /** The number of duties. */
  readonly published: number
  /** The number of messages: duties of a person on one day are one. */
  readonly messages: number
}

/**
 * Publishes the allotments that wait.
 *
 * @throws {AppError} `invalid_input`
 */
export async function publishWaiting(
  ctx: AssigningContext & WithActor,
  input: NotifyWaiting,
  traceparent: string | null,
): Promise<Published> {
  const from = readDate('duty_date_from', input.duty_date_from)
  const to = readDate('duty_date_to', input.duty_date_to)
  if (from !== undefined && to !== undefined && to < from) {
    throwIfInvalid([{ pointer: '/duty_date_to', detail: `Give ${from} or a later date.` }])
  }
  const dry_run = input.dry_run ?? false
  const published = await inTransaction(ctx.db, async (tx) => {
    const { rows } = await sql<Published>`
      select published, messages
      from publish_waiting_duties(${from ?? '-infinity'}::date, ${to ?? 'infinity'}::date, ${dry_run},
        ${languagesJson(ctx.template_languages)}::jsonb, ${traceparent})`.execute(tx)
    const [counts] = rows
    if (counts === undefined) throw new Error('publish_waiting_duties gives one row.')
    if (!dry_run) {
      await recordAudit(tx, ctx.actor, {
        action: 'duty_assignments.published',
        subject_type: 'duty_assignment',
        details: { from: input.duty_date_from, to: input.duty_date_to, ...counts },
      })
    }
    return counts
  })
  if (!dry_run) ctx.waker.wake('drain_outbox')
  return published
}
