import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { timeText } from '../alerts/alert.ts'
import { SAME_ALERT_WITHIN } from '../alerts/update-alerts.ts'
import {
  canMailOperator,
  isUnleased,
  MAIL_LEASE,
  type OperatorMailContext,
  sendOperatorMail,
} from './mailer.ts'

interface Unmailed {
  readonly id: number
  readonly subject: string
  readonly text: string
  readonly action: string
  readonly raised_at: Temporal.Instant
  readonly cleared_at: Temporal.Instant | null
}

export interface MailAlertsContext {
  readonly db: Db
  readonly time_zone: string
  readonly mail: OperatorMailContext
}

/**
 * Mails the start and the end of each alert, once each. An alert counts as mailed when the mail server has accepted it; until then
 * each watch retries. A crash between acceptance and commit sends the mail twice.
 */
export async function mailAlerts({ db, time_zone, mail }: MailAlertsContext): Promise<void> {
  if (!canMailOperator(mail)) return
  for (;;) {
    const alert = await takeUnmailed(db)
    if (!alert) return
    const result = await sendOperatorMail(mail, compose(alert, time_zone))
    if (result !== 'sent') return releaseLease(db, alert)
    await recordMailed(db, alert)
  }
}

/**
 * Mails an end that followed a reopening only after it has lasted, so that a flapping alert does not flood the operator. An end
 * older than a day is not mailed.
 */
async function takeUnmailed(db: Db): Promise<Unmailed | undefined> {
  const { rows } = await sql<Unmailed>`
    update alerts set mailing_until = ${MAIL_LEASE}
    where id = (
      select a.id from alerts a
      where ${isUnleased(sql.ref('a.mailing_until'))}
        and (
          a.cleared_at is null and a.raise_mailed_at is null
          or a.clear_mailed_at is null and a.cleared_at > clock_timestamp() - interval '1 day'
            and (a.times_reopened = 0 or a.cleared_at < clock_timestamp() - ${SAME_ALERT_WITHIN})
        )
      order by a.mailing_until nulls first, a.id limit 1
      for update skip locked
    )
    returning id, subject, text, action, raised_at, cleared_at`.execute(db)
  return rows[0]
}

/** An alert that reopened while its end was being mailed is mailed again. */
async function recordMailed(db: Db, { id, cleared_at }: Unmailed): Promise<void> {
  const was_cleared = cleared_at !== null
  await sql`
    update alerts set
      mailing_until = null,
      raise_mailed_at = case when not ${was_cleared}::boolean or cleared_at is not null
        then coalesce(raise_mailed_at, clock_timestamp()) end,
      clear_mailed_at = case when ${was_cleared}::boolean and cleared_at is not null then clock_timestamp() end
    where id = ${id}`.execute(db)
}

/** The next watch tries the other alerts first. */
async function releaseLease(db: Db, { id }: Unmailed): Promise<void> {
  await sql`update alerts set mailing_until = clock_timestamp() where id = ${id}`.execute(db)
}

function compose({ subject, text, action, raised_at, cleared_at }: Unmailed, time_zone: string) {
  if (!cleared_at) return { subject, text: `${text}\n\nWhat to do: ${action}` }
  const began = timeText(raised_at, time_zone)
  const ended = timeText(cleared_at, time_zone)
  return {
    subject: `Cleared: ${subject}`,
    text: `This alert is cleared. It began at ${began} and ended at ${ended}.\n\nThe alert was:\n\n${text}`,
  }
}
