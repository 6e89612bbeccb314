import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { timeText } from './alert.ts'
import { type AlertMailContext, canMailAlerts, sendAlertMail } from './mailer.ts'
import { SAME_ALERT_WITHIN } from './update-alerts.ts'

interface Unmailed {
  readonly id: number
  readonly subject: string
  readonly text: string
  readonly raised_at: Temporal.Instant
  readonly cleared_at: Temporal.Instant | null
}

export interface MailAlertsContext {
  readonly db: Db
  readonly time_zone: string
  readonly mail: AlertMailContext
}

/**
 * Mails each alert's beginning and its end, once each. It counts as mailed when the mail server has taken it, and is tried
 * again at the next watch until then; a crash between the two mails it twice, which only an operator sees.
 */
export async function mailAlerts({ db, time_zone, mail }: MailAlertsContext): Promise<void> {
  if (!canMailAlerts(mail)) return
  for (;;) {
    const alert = await takeUnmailed(db)
    if (!alert) return
    const result = await sendAlertMail(mail, compose(alert, time_zone))
    if (result !== 'sent') return giveBack(db, alert)
    await recordMailed(db, alert)
  }
}

/**
 * Leased for longer than one mail may take, so that two notifiers do not mail the same. An end that came and went is mailed
 * when it has lasted: else an alert that flaps is a storm. An end of long ago, when nobody was mailed, is no news.
 */
async function takeUnmailed(db: Db): Promise<Unmailed | undefined> {
  const { rows } = await sql<Unmailed>`
    update alerts set mailing_until = clock_timestamp() + interval '1 minute'
    where id = (
      select a.id from alerts a
      where (a.mailing_until is null or a.mailing_until < clock_timestamp())
        and (
          a.cleared_at is null and a.raise_mailed_at is null
          or a.clear_mailed_at is null and a.cleared_at > clock_timestamp() - interval '1 day'
            and (a.times_reopened = 0 or a.cleared_at < clock_timestamp() - ${SAME_ALERT_WITHIN})
        )
      order by a.mailing_until nulls first, a.id limit 1
      for update skip locked
    )
    returning id, subject, text, raised_at, cleared_at`.execute(db)
  return rows[0]
}

/** One that came back while its end was being mailed is told of again. */
async function recordMailed(db: Db, { id, cleared_at }: Unmailed): Promise<void> {
  const was_over = cleared_at !== null
  await sql`
    update alerts set
      mailing_until = null,
      raise_mailed_at = case when not ${was_over}::boolean or cleared_at is not null
        then coalesce(raise_mailed_at, clock_timestamp()) end,
      clear_mailed_at = case when ${was_over}::boolean and cleared_at is not null then clock_timestamp() end
    where id = ${id}`.execute(db)
}

/** The others go before it next time. */
async function giveBack(db: Db, { id }: Unmailed): Promise<void> {
  await sql`update alerts set mailing_until = clock_timestamp() where id = ${id}`.execute(db)
}

function compose({ subject, text, raised_at, cleared_at }: Unmailed, time_zone: string) {
  if (!cleared_at) return { subject, text }
  const began = timeText(raised_at, time_zone)
  const ended = timeText(cleared_at, time_zone)
  return {
    subject: `Over: ${subject}`,
    text: `This is no longer so. It began at ${began} and ended at ${ended}.\n\nIt said:\n\n${text}`,
  }
}
