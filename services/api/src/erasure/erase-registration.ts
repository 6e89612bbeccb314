import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { WithActor } from '../audit/actor.ts'
import { type IfMatch, requireMatch } from '../http/etag.ts'
import { registrationNotFound } from '../registrations/failures.ts'
import { findAddresses, lockAddresses } from './addresses.ts'
import { deleteJobs } from './delete-jobs.ts'
import { eraseRows, lockRegistrationExclusively } from './queries.ts'

export interface ErasingContext extends WithActor {
  readonly db: Db
  readonly waker: Wakes
  readonly default_country: string
}

/**
 * Removes the person from every table and withdraws unsent deliveries. The registration's id remains, and the number of
 * messages by final state. A number of another registration is kept. Stored webhook bodies are left to the notifier: it
 * applies them and then empties them.
 *
 * @throws {AppError} `registration_not_found`, also where the person is erased already; `precondition_failed`
 */
export async function eraseRegistration(ctx: ErasingContext, id: string, if_match: IfMatch): Promise<void> {
  await inTransaction(ctx.db, (tx) => eraseIn(tx, ctx, id, if_match))
  ctx.waker.wake('drain_outbox') // deliveries behind the withdrawn ones may be unblocked
}

async function eraseIn(tx: Tx, ctx: ErasingContext, id: string, if_match: IfMatch): Promise<void> {
  const person = await lockRegistrationExclusively(tx, id)
  if (person === undefined) throw registrationNotFound()
  requireMatch(if_match, person)
  const addresses = await findAddresses(tx, id)
  await lockAddresses(tx, addresses)
  // Jobs first: their workers hold them while they wait for the rows locked below.
  await deleteJobs(tx, { person, addresses, default_country: ctx.default_country })
  await eraseRows(tx, id, addresses, ctx.actor)
}
