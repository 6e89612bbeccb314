import { randomUUIDv7 } from 'node:crypto'
import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import { lockOutErasure } from '@dutybell/shared/db/address-lock'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { withdrawAddress } from '@dutybell/shared/outbox/withdraw'
import { sql } from 'kysely'
import type { Actor } from '../audit/actor.ts'
import { auditRecord } from '../audit/record-audit.ts'

export type EmailPreference = 'stop' | 'start'

/** The person by the link of a mail, or a coordinator whom the person asked. */
type Asker = { readonly request_id: string } | { readonly actor: Actor }

/** Whether e-mail to the address is stopped; also of an erased person's, of which a keyed hash is left. */
export async function isStopped(db: Db, address: string): Promise<boolean> {
  const { rows } = await sql`
    select from recipients r
    where r.channel = 'email' and r.address in (${address}, erased_form(${address})) and r.suppressed_at is not null`.execute(
    db,
  )
  return rows.length > 0
}

/**
 * Stops e-mail to the address, for all people registered with it, and withdraws unsent deliveries to it; or ends that. What was
 * withdrawn stays so. A repetition changes nothing.
 */
export async function changePreference(
  { db, ...asker }: { readonly db: Db } & Asker,
  address: string,
  preference: EmailPreference,
): Promise<void> {
  await inTransaction(db, (tx) => change(tx, asker, address, preference))
}

async function change(tx: Tx, asker: Asker, address: string, preference: EmailPreference): Promise<void> {
  await lockOutErasure(tx, address)
  const by = 'actor' in asker ? 'coordinator' : 'unsubscribe_link'
  if (!(await setPreference(tx, address, preference, by))) return
  if (preference === 'stop') await withdrawAddress(tx, { channel: 'email', address }, 'suppressed')
  const people = await findPeople(tx, address)
  for (const subject_id of people.length === 0 ? [null] : people) {
    const action = preference === 'stop' ? 'preference.suppressed' : 'preference.resumed'
    const act = { action, subject_type: 'registration', details: { channel: 'email', by } } as const
    const record =
      'actor' in asker
        ? auditRecord(asker.actor, act)
        : { actor: 'email', api_key_id: null, request_id: asker.request_id, ...act }
    await insertAudit(tx, { ...record, subject_id })
  }
  if (!('actor' in asker)) await noteNews(tx, people, preference)
}

async function setPreference(
  tx: Tx,
  address: string,
  preference: EmailPreference,
  by: string,
): Promise<boolean> {
  const { rows } = await sql<{ changed: boolean }>`
    select set_email_preference(${address}, ${preference}, ${by}) as changed`.execute(tx)
  return rows[0]?.changed ?? false
}

async function findPeople(tx: Tx, address: string): Promise<string[]> {
  const people = await tx
    .selectFrom('registrations')
    .select('id')
    .where(sql`lower(email collate "C")`, '=', sql`lower(${address}::text collate "C")`)
    .where('email', '=', address)
    .where('status', '=', 'active')
    .orderBy('id')
    .execute()
  return people.map(({ id }) => id)
}

/** The notifier mails it to the operator. */
async function noteNews(tx: Tx, people: readonly string[], preference: EmailPreference): Promise<void> {
  if (people.length === 0) return
  const news = people.map((registration_id) => ({ id: randomUUIDv7(), registration_id, preference }))
  await tx.insertInto('email_preference_news').values(news).execute()
}
