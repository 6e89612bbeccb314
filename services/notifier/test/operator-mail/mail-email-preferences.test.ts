import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import { createLogger } from '@dutybell/shared/logger'
import { mailEmailPreferences } from '../../src/operator-mail/mail-email-preferences.ts'
import { openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'
import { register } from '../inbound/support.ts'

test('e-mail by link stopped: the operator is mailed once, and messages carry the link, those to operators do not', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const log = createLogger({ service: 'test', level: 'silent' })
  const context = (to: string | undefined, smtp_url = meta.smtp_url) => ({
    db: bench.db,
    time_zone: 'Asia/Kolkata',
    mail: { smtp_url, from: 'Duties <duties@example.org>', to, log },
  })
  const note = (registration_id: string, preference: string, at: string) =>
    bench.db
      .insertInto('email_preference_news')
      .values({ id: randomUUIDv7(), registration_id, preference, at })
      .execute()
  const left = () => bench.db.selectFrom('email_preference_news').selectAll().execute()

  const ahmed = await register(bench, 'Ahmed Ali')
  await bench.db
    .updateTable('registrations')
    .set({ email: 'ahmed@example.org' })
    .where('id', '=', ahmed)
    .execute()

  await t.test('no operator address: the news wait, for three days', async (t) => {
    await note(ahmed, 'stop', Temporal.Now.instant().toString())
    await note(ahmed, 'stop', Temporal.Now.instant().subtract({ hours: 73 }).toString())
    await mailEmailPreferences(context(undefined))
    t.equal((await left()).length, 1)
  })

  await t.test('the mail server is down: they wait', async (t) => {
    await mailEmailPreferences(context('admin@example.org', 'smtp://127.0.0.1:1'))
    t.match(await left(), [{ mailing_until: null }])
  })

  await t.test('one mail names who stopped, and is sent once by two notifiers', async (t) => {
    await Promise.all([
      mailEmailPreferences(context('admin@example.org')),
      mailEmailPreferences(context('admin@example.org')),
    ])
    t.equal(meta.mails.length, 1)
    t.match(meta.mails[0]?.subject, /Ahmed Ali stopped e-mail/)
    t.match(
      meta.mails[0]?.text,
      /Ahmed Ali, ahmed@example\.org, [^]*stopped e-mail by the link[^]*\/v1\/registrations\//,
    )
    t.notMatch(meta.mails[0]?.text, /\/unsubscribe\//)
    t.same(await left(), [])
  })

  await t.test('a message to a person has the link, under PUBLIC_URL', async (t) => {
    const before = meta.mails.length
    await startNotifierFor(t, bench, meta, { PUBLIC_URL: 'https://duties.example.org/bell/' })
    await publishOne(bench, { phone_number: null, email: 'ahmed@example.org' })
    await meta.waitForMails((mails) => mails.length > before)
    t.match(meta.mails.at(-1)?.text, /https:\/\/duties\.example\.org\/bell\/unsubscribe\/[\w-]{60,}/)
  })
})
