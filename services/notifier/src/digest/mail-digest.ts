import { sql } from 'kysely'
import { digestDueAt, type ReminderClock, tomorrowOf } from '@dutybell/shared/calendar/duty-day'
import type { Db } from '@dutybell/shared/db/client'
import { findDayBoard } from '@dutybell/shared/duties/day-board'
import { findOwedCorrections } from '@dutybell/shared/duties/owed-corrections'
import {
  canMailOperator,
  isUnleased,
  MAIL_LEASE,
  type OperatorMailContext,
  sendOperatorMail,
} from '../operator-mail/mailer.ts'
import { composeDigest, type Digest } from './digest.ts'
import { renderDigestHtml } from './digest-html.ts'
import { renderDigestText } from './digest-text.ts'

export interface DigestContext extends ReminderClock {
  readonly db: Db
  /** META_WA_APP_SECRET is set, so receipts of WhatsApp are expected. */
  readonly expects_receipts: boolean
  /** The database's clock; tests pass their own. */
  readonly now: () => Promise<Temporal.Instant>
  readonly mail: OperatorMailContext
}

/**
 * Mails the digest of tomorrow to the coordinator, once it is due and there is something to say: once over all notifiers. Until the
 * mail server has accepted it, each run of the day retries. A crash between acceptance and commit sends it twice.
 */
export async function mailDigest(ctx: DigestContext): Promise<void> {
  const { db, mail } = ctx
  if (!canMailOperator(mail)) return
  const now = await ctx.now()
  const date = tomorrowOf(now, ctx.time_zone)
  if (Temporal.Instant.compare(now, digestDueAt(date, ctx)) < 0) return
  if (!(await takeLease(db, date))) return
  const digest = await findDigest(ctx, date, now)
  if (digest === undefined) return releaseLease(db, date)
  const { subject, duties, told, calls, free_places } = digest
  const content = { subject, text: renderDigestText(digest), html: renderDigestHtml(digest) }
  if ((await sendOperatorMail(mail, content)) !== 'sent') return releaseLease(db, date)
  await recordMailed(db, date)
  mail.log.info(
    { date: date.toString(), duties, told, to_call: calls.length, free_places },
    'Evening digest sent',
  )
}

// For the call list. The board waits an hour; this is the last list before the night, 30 to 60 minutes after the reminders.
const NOT_REACHED_AFTER = { minutes: 15 }

async function findDigest(
  ctx: DigestContext,
  date: Temporal.PlainDate,
  now: Temporal.Instant,
): Promise<Digest | undefined> {
  const { db, time_zone, reminder_time, expects_receipts } = ctx
  const board = await findDayBoard(db, {
    date,
    now,
    time_zone,
    reminder_time,
    expects_receipts,
    not_reached_after: NOT_REACHED_AFTER,
  })
  const today = now.toZonedDateTimeISO(time_zone).toPlainDate()
  const owed = await findOwedCorrections(db, { from: today, to: null, now })
  return composeDigest({ date, board, owed })
}

/** Only one notifier at a time gets it, and none once the digest of the date was mailed. */
async function takeLease(db: Db, date: Temporal.PlainDate): Promise<boolean> {
  const { rows } = await sql`
    insert into digests (duty_date, mailing_until) values (${date.toString()}, ${MAIL_LEASE})
    on conflict (duty_date) do update set mailing_until = excluded.mailing_until
      where digests.mailed_at is null and ${isUnleased(sql.ref('digests.mailing_until'))}
    returning duty_date`.execute(db)
  return rows.length > 0
}

async function recordMailed(db: Db, date: Temporal.PlainDate): Promise<void> {
  await sql`update digests set mailed_at = clock_timestamp(), mailing_until = null where duty_date = ${date.toString()}`.execute(
    db,
  )
}

async function releaseLease(db: Db, date: Temporal.PlainDate): Promise<void> {
  await sql`update digests set mailing_until = null where duty_date = ${date.toString()}`.execute(db)
}
