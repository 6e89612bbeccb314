import { sql } from 'kysely'
import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { type Api, assignedId, dateIn, registeredId, startApi, TIME_ZONE } from '../start-api.ts'
import { Visitor } from './visitor.ts'

const AT = '/console/reminders'
const TOMORROW = dateIn(1)

/** 17:00 of the day before the duties, and 19:00, which is after REMINDER_TIME. */
const [BEFORE, AFTER] = [17, 19].map((hour) =>
  Temporal.PlainDate.from(dateIn(0))
    .toZonedDateTime({ timeZone: TIME_ZONE, plainTime: { hour } })
    .toInstant(),
)

void test('reminders: who is reminded tomorrow, why some are not, and a run by hand', async (t) => {
  let now = BEFORE
  const api = await startApi(t, { now: async () => now ?? Temporal.Now.instant() })
  const visitor = new Visitor(api)
  await visitor.signIn((await makeKey(api.db, ['assignments'])).secret)
  t.match((await visitor.get(AT)).text, /There are no duties tomorrow/)

  const people = ['Amina <b>Ali</b>', 'Bilal Stopped', 'Celal Draft', 'Dawud Nowhere', 'Esa Moved']
  for (const [place, full_name] of people.entries()) await duty(api, { place, full_name })
  await sql`insert into recipients (channel, address, suppressed_at) values ('whatsapp', '+919876545001', clock_timestamp())
    on conflict (channel, address) do update set suppressed_at = clock_timestamp()`.execute(api.db)
  await sql`update registrations set whatsapp_opt_in = false, email = null where full_name = 'Dawud Nowhere'`.execute(
    api.db,
  )
  await sql`insert into number_changes (registration_id, address, new_address, at)
    select id, phone_number, '+919876599999', clock_timestamp() from registrations where full_name = 'Esa Moved'`.execute(
    api.db,
  )
  await sql`update duty_assignments set allotted_at = ${String(BEFORE)}::timestamptz - interval '1 hour'`.execute(
    api.db,
  )
  await sql`update registrations set email = 'esa@example.org' where full_name = 'Esa Moved'`.execute(api.db)

  const page = (await visitor.get(AT)).text
  t.match(page, /They go by themselves at <time[^>]*>18:00/)
  t.match(
    page,
    /draft[^]*Celal Draft[^]*Nothing reaches them[^]*Dawud Nowhere[^]*They stopped messages[^]*Bilal Stopped/,
  )
  t.match(
    page,
    /Go when they are due[^]*Amina &#60;b&#62;Ali&#60;\/b&#62;[^]*WhatsApp[^]*Esa Moved[^]*E-mail[^]*not by WhatsApp: another number/,
  )
  t.notMatch(page, /98765|console\/people|console\/messages/)
  t.match(page, /Remind these 3 now/)
  t.equal((await visitor.submit(`${AT}/run`)).headers['location'], AT)
  t.match(
    (await visitor.get(AT)).text,
    /role="status">3 reminders go now\.[^]*Reminders made[^]*Amina[^]*WhatsApp: waiting/,
  )
  t.notMatch(visitor.page.text, /Remind these/)
  t.match(
    await api.db
      .selectFrom('audit_log')
      .select(['action', 'details'])
      .where('action', '=', 'reminders.run')
      .execute(),
    [{ details: { published: 3, via: 'console' } }],
  )

  now = AFTER
  await duty(api, { place: 6, full_name: 'Fatih Late' })
  await sql`update duty_assignments set allotted_at = ${String(AFTER)}::timestamptz
    where registration_id in (select id from registrations where full_name = 'Fatih Late')`.execute(api.db)
  t.match((await visitor.get(AT)).text, /made after the reminder was due[^]*Fatih Late/)
  t.match(visitor.page.text, /Due since[^]*1 person with a duty tomorrow was not reminded yet/)
  t.match(await visitor.submit(`${AT}/run`, { date: dateIn(2) }), {
    status: 422,
    text: /the duty is tomorrow/,
  })
  await visitor.get(AT)
  t.equal((await visitor.submit(`${AT}/run`)).status, 303)
  t.match((await visitor.get(AT)).text, /Reminders made[^]*Fatih Late/)
})

async function duty(api: Api, { place, full_name }: { place: number; full_name: string }): Promise<void> {
  const phone_number = `+91987654500${place}`
  const registration_id = await registeredId(api, { full_name, phone_number, email: '' })
  const notify = full_name.endsWith('Draft') ? 'later' : 'now'
  await assignedId(api, { registration_id, duty_date: TOMORROW, notify })
}
