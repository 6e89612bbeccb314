import type { Db } from '@dutybell/shared/db/client'
import { databaseNow } from '@dutybell/shared/db/clock'
import type { Fault, PreflightLine } from '@dutybell/shared/preflight/results'
import { sql } from 'kysely'
import { toRecipients } from '../accounts/read-number-update.ts'
import type { NumberFacts } from './check-number.ts'
import { judge, unknown } from './lines.ts'

const LIMIT = { key: 'messaging_limit', title: 'Messaging limit' }

export interface Evening {
  readonly date: string
  /** To remind by WhatsApp. */
  readonly people: number
}

/** The date to come with the most people; undefined where no duty is planned. */
export async function findLargestEvening(db: Db, time_zone: string): Promise<Evening | undefined> {
  const today = (await databaseNow(db)).toZonedDateTimeISO(time_zone).toPlainDate()
  const { rows } = await sql<Evening>`
    select a.duty_date::text as date, count(distinct p.phone_number)::integer as people
    from duty_assignments a
    join registrations p on p.id = a.registration_id
    left join recipients r on r.channel = 'whatsapp' and r.address = p.phone_number
    where a.duty_date > ${today.toString()} and a.status = 'assigned'
      and p.status = 'active' and p.whatsapp_opt_in and r.suppressed_at is null
    group by a.duty_date
    order by people desc, a.duty_date
    limit 1`.execute(db)
  return rows[0]
}

/**
 * @param daily_recipients META_WA_DAILY_RECIPIENTS
 * @param evening null: the database could not be asked
 */
export function checkLimit(
  facts: NumberFacts | undefined,
  daily_recipients: number | undefined,
  evening: Evening | null | undefined,
): PreflightLine {
  const named = facts?.whatsapp_business_manager_messaging_limit
  const limit = named === undefined ? undefined : toRecipients(named)
  if (limit === undefined)
    return unknown(
      LIMIT,
      facts === undefined ? 'the number could not be read' : 'Meta did not say',
      'Look at the messaging limit in WhatsApp Manager and set META_WA_DAILY_RECIPIENTS to it.',
    )
  const faults: Fault[] = []
  if (limit < (daily_recipients ?? 0))
    faults.push({
      outcome: 'failure',
      text: `META_WA_DAILY_RECIPIENTS is ${daily_recipients}, more than Meta allows: messages beyond its limit would be refused.`,
      action: `Set META_WA_DAILY_RECIPIENTS to ${limit} for all notifiers.`,
    })
  if (limit < Infinity && daily_recipients === undefined)
    faults.push({
      outcome: 'warning',
      text: "META_WA_DAILY_RECIPIENTS is not set: messages beyond Meta's limit would be refused.",
      action: `Set META_WA_DAILY_RECIPIENTS to ${limit} for all notifiers.`,
    })
  const usable = Math.min(limit, daily_recipients ?? Infinity)
  const planned = evening === undefined || evening === null ? 0 : evening.people
  if (planned > usable)
    faults.push({
      outcome: 'failure',
      text: `On ${evening?.date} ${planned} people have a duty, and only ${usable} can be reminded within 24 hours.`,
      action: `Raise the limit (business verification, in WhatsApp Manager)${usable < limit ? ' or META_WA_DAILY_RECIPIENTS' : ''}, or inform the others in another way.`,
    })
  const meta = `Meta allows ${limit === Infinity ? 'any number of' : limit} recipients in 24 hours.`
  const largest =
    evening === null
      ? ' The largest evening is not known, because the database could not be asked.'
      : evening === undefined
        ? ' No duty is planned.'
        : ` The largest evening planned, ${evening.date}, needs ${evening.people}.`
  const line = judge(LIMIT, faults, '')
  return { ...line, text: `${meta} ${line.text}${largest}`.replaceAll('  ', ' ') }
}
