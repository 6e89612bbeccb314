import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { timeText } from '../alerts/alert.ts'
import type { MailInboundContext } from './mail-inbound.ts'
import { canMailOperator, isUnleased, MAIL_LEASE, sendOperatorMail } from './mailer.ts'

interface News {
  readonly id: string
  readonly registration_id: string
  /** Null: the person was erased meanwhile. */
  readonly full_name: string | null
  readonly email: string | null
  readonly preference: 'stop' | 'start'
  readonly at: Temporal.Instant
}

/** Mails who stopped e-mail by the link of a message, or wants it again, all in one mail; until the server accepts it each run retries. */
export async function mailEmailPreferences({ db, time_zone, mail }: MailInboundContext): Promise<void> {
  await dropOld(db)
  if (!canMailOperator(mail)) return
  const taken = await takeUnmailed(db)
  const news = taken.filter(({ full_name }) => full_name !== null)
  const [first] = news
  const result = first === undefined ? 'sent' : await sendOperatorMail(mail, compose(first, news, time_zone))
  const ids = taken.map(({ id }) => id)
  if (ids.length === 0) return
  if (result === 'sent') await db.deleteFrom('email_preference_news').where('id', 'in', ids).execute()
  else
    await db
      .updateTable('email_preference_news')
      .set({ mailing_until: null })
      .where('id', 'in', ids)
      .execute()
}

function compose(first: News, news: readonly News[], time_zone: string) {
  const what = first.preference === 'stop' ? 'stopped e-mail' : 'wants e-mail again'
  const subject =
    news.length === 1 ? `${first.full_name} ${what}` : `${news.length} changes of who gets e-mail`
  return { subject, text: news.map((one) => describe(one, time_zone)).join('\n\n') }
}

function describe({ full_name, email, preference, at, registration_id }: News, time_zone: string): string {
  const what =
    preference === 'stop'
      ? 'stopped e-mail by the link in a message. Nothing is sent to this address by e-mail any more, until it is undone by the same link.'
      : 'wants e-mail again. Messages go to this address again.'
  return `${full_name}, ${email}, ${timeText(at, time_zone)}: ${what}\nGET /v1/registrations/${registration_id}`
}

const MAX_NEWS_PER_MAIL = 100

/** Leases the news that were not mailed yet. */
async function takeUnmailed(db: Db): Promise<News[]> {
  const { rows } = await sql<News>`
    with taken as (
      update email_preference_news n set mailing_until = ${MAIL_LEASE}
      from (
        select u.id from email_preference_news u where ${isUnleased(sql.ref('u.mailing_until'))}
        order by u.id limit ${MAX_NEWS_PER_MAIL}
        for update skip locked
      ) unmailed
      where n.id = unmailed.id
      returning n.*
    )
    select t.id, t.registration_id, p.full_name, p.email, t.preference, t.at
    from taken t left join registrations p on p.id = t.registration_id and p.status = 'active'
    order by t.id`.execute(db)
  return rows
}

/** As inbound messages, news are tried for three days; they remain in the audit log. */
async function dropOld(db: Db): Promise<void> {
  await sql`delete from email_preference_news where at < clock_timestamp() - interval '3 days'`.execute(db)
}
