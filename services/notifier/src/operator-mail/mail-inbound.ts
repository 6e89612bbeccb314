import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { timeText } from '../alerts/alert.ts'
import type { Effect } from '../inbound/queries.ts'
import { mayAskToStop } from '../inbound/read-preference.ts'
import {
  canMailOperator,
  isUnleased,
  MAIL_LEASE,
  type OperatorMailContext,
  sendOperatorMail,
} from './mailer.ts'

export interface MailInboundContext {
  readonly db: Db
  readonly time_zone: string
  readonly mail: OperatorMailContext
}

/**
 * Mails the inbound messages that were not mailed yet, all in one mail. They count as mailed when the mail server has accepted the
 * mail; until then each run retries.
 */
export async function mailInbound({ db, time_zone, mail }: MailInboundContext): Promise<void> {
  if (!canMailOperator(mail)) return
  const messages = await takeUnmailed(db)
  const [first] = messages
  if (first === undefined) return
  const ids = messages.map(({ id }) => id)
  const result = await sendOperatorMail(mail, compose(first, messages, time_zone))
  if (result === 'sent') await recordMailed(db, ids)
  else await releaseLease(db, ids)
}

function compose(first: UnmailedMessage, messages: readonly UnmailedMessage[], time_zone: string) {
  const subject =
    messages.length === 1 ? `${senderOf(first)} wrote back` : `${messages.length} messages from volunteers`
  const text = messages.map((message) => describe(message, time_zone)).join('\n\n')
  return { subject, text: `${text}\n\nPlease answer them: these messages reach only Dutybell.` }
}

function describe(message: UnmailedMessage, time_zone: string): string {
  const { phone_number, written_at } = message
  const from = `${senderOf(message)}${phone_number === null ? '' : `, ${phone_number}`}`
  const lines = [
    `${from}, ${timeText(written_at, time_zone)}${message.group_id === null ? '' : ', in a group'}${message.template === null ? '' : `, in answer to ${message.template}`}:`,
    indent(message.text ?? `(${message.type}, without words)`),
    ...message.number_changes.flatMap(describeNumberChange),
    ...(message.effect === null ? hintsFor(message) : [EFFECTS[message.effect]]),
    ...(message.still_written_to ?? []).map(describeStillWrittenTo),
  ]
  return lines.join('\n')
}

const EFFECTS = {
  suppressed: 'Nothing is sent to this number by WhatsApp any more, until START comes from it.',
  resumed: 'Messages go to this number by WhatsApp again.',
  superseded: 'A later request of this number holds: nothing was changed.',
  not_attributed:
    'The request could not be attributed, so nothing was changed: find the person and PATCH /v1/registrations/:id {"whatsapp_opt_in": false} to stop the messages, or true to send them again.',
} as const

/** The writer is not registered and quotes a message to somebody who is. */
function describeStillWrittenTo({ id, full_name, phone_number }: Person): string {
  return `The quoted message went to ${full_name}, ${phone_number}, who is still written to. To stop that: STOP from that number, or PATCH /v1/registrations/${id} {"whatsapp_opt_in": false}`
}

/** Names the routes that decide. */
function describeNumberChange({ id, full_name, new_phone_number }: NumberChange): string[] {
  const to = new_phone_number === null ? 'another number' : new_phone_number
  const route = `/v1/registrations/${id}`
  const number = new_phone_number ?? '+…'
  return [
    `${full_name} has ${to} by WhatsApp now. Messages to the old number are held until you decide:`,
    `- Change the number: PATCH ${route} {"phone_number": "${number}"}`,
    `- Keep the old number: POST ${route}/number-change {"keep": true}`,
  ]
}

/** A reaction and a notice of Meta are not words of a person. */
const TYPES_WITHOUT_WISHES = new Set(['reaction', 'system'])

function hintsFor({ type, text, group_id, is_suppressed }: UnmailedMessage): string[] {
  if (text === null || TYPES_WITHOUT_WISHES.has(type) || !mayAskToStop(text)) return []
  return [`This may be asking for no more messages. ${stateOf({ group_id, is_suppressed })}`]
}

function stateOf({ group_id, is_suppressed }: Pick<UnmailedMessage, 'group_id' | 'is_suppressed'>): string {
  if (is_suppressed) return 'Nothing is sent to this number by WhatsApp already.'
  return `Messages are still sent: ${group_id === null ? 'only STOP alone ends them' : 'what is said in a group ends none'}.`
}

/** Several people may share a phone. */
function senderOf({ names, phone_number, writer_name }: Sender): string {
  if (names.length > 0) return names.join(' or ')
  if (phone_number !== null) return 'A sender who is not registered'
  return writer_name === null ? 'A sender without a number' : `A sender without a number (${writer_name})`
}

function indent(text: string): string {
  return text
    .split(/\r?\n/u)
    .map((line) => `    ${line}`)
    .join('\n')
}

type Sender = Pick<UnmailedMessage, 'names' | 'phone_number' | 'writer_name'>

interface Person {
  readonly id: string
  readonly full_name: string
  readonly phone_number: string
}

interface NumberChange {
  readonly id: string
  readonly full_name: string
  readonly new_phone_number: string | null
}

interface UnmailedMessage {
  readonly id: string
  readonly phone_number: string | null
  /** Of each person registered under the number. */
  readonly names: readonly string[]
  readonly type: string
  readonly text: string | null
  readonly effect: Effect | null
  readonly group_id: string | null
  /** Nothing is sent to the number by WhatsApp, as of this mail. */
  readonly is_suppressed: boolean
  readonly writer_name: string | null
  /** The recipient of the quoted message, where the writer is another one and not registered. */
  readonly still_written_to: readonly Person[] | null
  /** Of the quoted message, when Dutybell sent it. */
  readonly template: string | null
  readonly written_at: Temporal.Instant
  /** That the message reported, of each registration, until they are decided. */
  readonly number_changes: readonly NumberChange[]
}

const MAX_MESSAGES_PER_MAIL = 100

/** Leases the messages not mailed yet, in the order in which they were written. Messages older than three days are not mailed. */
async function takeUnmailed(db: Db): Promise<UnmailedMessage[]> {
  const { rows } = await sql<UnmailedMessage>`
    with taken as (
      update inbound_messages m set mailing_until = ${MAIL_LEASE}
      from (
        select u.id from inbound_messages u
        where u.mailed_at is null and u.received_at > clock_timestamp() - interval '3 days'
          and ${isUnleased(sql.ref('u.mailing_until'))}
        order by u.received_at limit ${MAX_MESSAGES_PER_MAIL}
        for update skip locked
      ) unmailed
      where m.id = unmailed.id
      returning m.*
    )
    select t.id, t.phone_number, t.type, t.text, t.effect, t.group_id, t.writer_name, t.written_at, d.template,
      array(
        select r.full_name from registrations r
        where r.phone_number = t.phone_number and r.status = 'active' order by r.id
      ) as names,
      exists (
        select from recipients s
        where s.channel = 'whatsapp' and s.address = t.phone_number and s.suppressed_at is not null
      ) as is_suppressed,
      (
        select jsonb_agg(jsonb_build_object('id', r.id, 'full_name', r.full_name, 'phone_number', r.phone_number))
        from registrations r
        left join recipients s on s.channel = 'whatsapp' and s.address = r.phone_number
        where r.id = d.registration_id and r.status = 'active' and r.whatsapp_opt_in and s.suppressed_at is null
          and r.phone_number is distinct from t.phone_number
          and not exists (select from registrations w where w.phone_number = t.phone_number and w.status = 'active')
      ) as still_written_to,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', r.id, 'full_name', r.full_name, 'new_phone_number', n.new_address) order by r.id)
        from number_changes n join registrations r on r.id = n.registration_id
        where n.provider_message_id = t.provider_message_id and n.decided_at is null and r.status = 'active'
      ), '[]') as number_changes
    from taken t left join deliveries d on d.id = t.delivery_id
    order by t.written_at, t.id`.execute(db)
  return rows
}

async function recordMailed(db: Db, ids: readonly string[]): Promise<void> {
  await db
    .updateTable('inbound_messages')
    .set({ mailed_at: sql`clock_timestamp()`, mailing_until: null })
    .where('id', 'in', ids)
    .execute()
}

async function releaseLease(db: Db, ids: readonly string[]): Promise<void> {
  await db.updateTable('inbound_messages').set({ mailing_until: null }).where('id', 'in', ids).execute()
}
