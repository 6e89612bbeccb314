import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { AppError } from '@dutybell/shared/errors'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import { sql } from 'kysely'
import type { WithActor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { registrationNotFound } from './failures.ts'
import { lockRegistration } from './queries.ts'

export interface NumberChangeRow {
  readonly new_address: string | null
  readonly at: Temporal.Instant
  readonly decided_at: Temporal.Instant | null
}

/** The latest change of the WhatsApp number that Meta reported for a registration. */
export function findNumberChange(db: Db, registration_id: string): Promise<NumberChangeRow | undefined> {
  return db
    .selectFrom('number_changes')
    .select(['new_address', 'at', 'decided_at'])
    .where('registration_id', '=', registration_id)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Releases what was held for the change. The caller has locked the registration. @returns whether a change was open */
export async function decideNumberChange(tx: Tx, registration_id: string): Promise<boolean> {
  const { rows } = await sql<{ decided: boolean }>`
    select decide_number_change(${registration_id}::uuid) as decided`.execute(tx)
  return rows[0]?.decided ?? false
}

/**
 * Decides that the registered number stays. Repeating it changes nothing.
 *
 * @throws {AppError} `registration_not_found`; `number_change_not_found` where none was reported
 */
export async function keepNumber(
  ctx: WithActor & { readonly db: Db; readonly waker: Wakes },
  id: string,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    if ((await lockRegistration(tx, id)) === undefined) throw registrationNotFound()
    if ((await findNumberChange(tx, id)) === undefined) {
      throw new AppError(
        'number_change_not_found',
        'WhatsApp has reported no change of this number: no decision is needed.',
      )
    }
    if (!(await decideNumberChange(tx, id))) return
    await recordAudit(tx, ctx.actor, {
      action: 'registration.number_kept',
      subject_type: 'registration',
      subject_id: id,
    })
  })
  ctx.waker.wake('drain_outbox')
}
