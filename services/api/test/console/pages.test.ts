import { sql } from 'kysely'
import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { type Api, assignedId, dateIn, registeredId, startApi } from '../start-api.ts'
import { Visitor } from './visitor.ts'

const DAY = dateIn(10)
const AT = `/console/days/${DAY}`

void test('the day: a person is found, assigned, told by phone, moved, handed over and cancelled by forms', async (t) => {
  const api = await startApi(t)
  await dutyTime(api, { name: 'Fajar Azaan', places: 1 })
  await dutyTime(api, { name: 'Isha Azaan', places: 2 })
  const amina = await registeredId(api, { full_name: 'Amina Ali', phone_number: '+919876543211', email: '' })
  await registeredId(api, { full_name: '<b>Bilal</b> "Khan"', phone_number: '+919876543212', email: '' })
  const visitor = new Visitor(api)
  await visitor.signIn()

  t.match((await visitor.get(AT)).text, /Fajar Azaan[^]*0 of 1[^]*Isha Azaan/)
  await visitor.get(`${AT}?assign=Fajar+Azaan&search=ali`)
  t.match(visitor.page.text, /Amina Ali[^]*\+919876543211/)
  const form = visitor.forms().find(({ action }) => action === `${AT}/assign`)
  const fields = { ...form?.fields, notify: 'now' }
  const tap = () => visitor.post(`${AT}/assign`, fields)
  for (const tapped of [...(await Promise.all([tap(), tap(), tap()])), await tap()])
    t.match(tapped, { status: 303, headers: { location: `${AT}#duty-time-0` } }, 'one of many taps')
  const other = await visitor.post(`${AT}/assign`, { ...fields, notify: 'later' })
  t.match(other, { status: 409, text: /has this duty on this date already/ })
  t.equal((await duties(api)).length, 1)
  t.match((await visitor.get(AT)).text, /role="status">Amina Ali has Fajar Azaan, and will be told\./)
  t.notMatch((await visitor.get(AT)).text, /role="status"/)

  t.match(
    (await visitor.get(`${AT}?assign=Fajar+Azaan&search=%3F`)).text,
    /<title>Not searched:[^]*value="\?"[^>]*aria-invalid="true"[^]*id="found"[^>]*>Give the beginning/,
  )
  await visitor.get(`${AT}?assign=Fajar+Azaan&search=bilal`)
  t.match(visitor.page.text, '&#60;b&#62;Bilal&#60;/b&#62; &#34;Khan&#34;')
  t.match(await visitor.submit(`${AT}/assign`, { notify: 'now' }), {
    status: 409,
    text: /1 of 1 places are taken/,
  })
  t.equal((await visitor.submit(`${AT}/assign`, { reason: 'He helps' })).status, 303)
  const [first, second] = await duties(api)
  t.match(second, { override_reason: 'He helps' })

  await visitor.get(`${AT}?duty=${first?.id}`)
  t.match(visitor.page.text, /href="tel:\+919876543211"[^]*https:\/\/wa\.me\/919876543211/)
  const move = { duty_date: DAY, duty_time: 'Isha Azaan' }
  const old = new Map(visitor.forms().map(({ action, fields }) => [action, fields]))
  t.equal((await visitor.submit(/told$/)).headers['location'], `${AT}#calls`)
  t.match((await visitor.get(`${AT}?duty=${first?.id}`)).text, /Told by phone/)
  t.match(await visitor.submit(/move$/, { ...move, duty_date: dateIn(-1) }), {
    status: 422,
    text: new RegExp(
      `<title>Not moved:[^]*role="alert"[^>]*autofocus>[^<]*over[^]*value="${dateIn(-1)}"[^]*<option selected>Isha Azaan`,
    ),
  })
  t.equal(
    (await visitor.submit(/move$/, move)).headers['location'],
    `${AT}?duty=${first?.id}#duty-${first?.id}`,
  )
  const cancel = `${AT}/duties/${first?.id}/cancel`
  t.match(await visitor.post(cancel, old.get(cancel) ?? {}), {
    status: 412,
    text: /Somebody else changed it first[^]*<strong>tester<\/strong> moved it at[^]*: Fajar Azaan on [^]* is now Isha Azaan on/,
  })
  await visitor.get(`${AT}?hand_over=${first?.id}&search=bilal`)
  t.equal((await visitor.submit(/hand-over$/)).status, 303)
  t.match((await visitor.get(`${AT}?duty=${second?.id}`)).text, /took Isha Azaan/)
  t.equal((await visitor.submit(/cancel$/)).headers['location'], `${AT}#duties`)
  t.strictSame(
    (await audited(api)).map(({ action, actor }) => `${actor} ${action}`).toSorted(),
    'cancelled created created created handed_over moved told_by_phone'
      .split(' ')
      .map((act) => `tester duty_assignment.${act}`),
  )
  t.equal((await duties(api)).filter(({ registration_id }) => registration_id === amina).length, 1)
})

void test('the day: what a key may not see is masked, what it may not do is absent, and each view is recorded once', async (t) => {
  const api = await startApi(t)
  const registration_id = await registeredId(api)
  const duty = await assignedId(api, { registration_id, notify: 'later' })
  const keys = [await makeKey(api.db, ['assignments']), await makeKey(api.db, ['deliveries'])] as const
  const blind = new Visitor(api)
  await blind.signIn(keys[0].secret)
  await blind.get(AT)
  t.match(blind.page.text, /Call 1 person[^]*91\*+3210/)
  t.notMatch(blind.page.text, /tel:|wa\.me|98765|console\/people|console\/today/)
  t.equal((await blind.get('/console/today')).status, 403)
  t.equal((await blind.post('/console/channels/whatsapp/resume', {})).status, 403)
  t.strictSame(await reveals(api), 0)

  const visitor = new Visitor(api)
  await visitor.signIn()
  await visitor.get(AT)
  t.match(visitor.page.text, /tel:\+919876543210/)
  t.equal(await reveals(api), 1)
  await visitor.get(AT)
  t.equal(await reveals(api), 1, 'an unchanged reload')
  await api.admin.patch(`/v1/registrations/${registration_id}`, { phone_number: '+919876543299' })
  const before = await reveals(api)
  await visitor.get(AT)
  t.equal(await reveals(api), before + 1)
  t.match(await visitor.get(`${AT}/calls`), { status: 200, text: /Fajar Azaan on [^]*still a draft/ })
  const reader = new Visitor(api)
  await reader.signIn(keys[1].secret)
  t.equal((await reader.get(AT)).status, 403)
  t.equal((await reader.post(`${AT}/duties/${duty}/cancel`, { version: '1' })).status, 403)
  t.match(await visitor.get('/console/days/2035-02-30'), { status: 400, text: /There is no such day/ })
  t.match(await visitor.get('/console/days?date=2035-11-05'), {
    headers: { location: '/console/days/2035-11-05' },
  })
})

void test('the roster: gaps and drafts of two weeks, and whom a notice would tell before it goes', async (t) => {
  const api = await startApi(t)
  await dutyTime(api, { name: 'Fajar Azaan', places: 2 })
  const registration_id = await registeredId(api)
  await assignedId(api, { registration_id, notify: 'later' })
  const visitor = new Visitor(api)
  await visitor.signIn()
  const page = (await visitor.get('/console/roster')).text
  t.equal(page.match(/<tr/g)?.length, 15)
  t.match(page, /Fajar Azaan<\/span><span class="unseen"> on [^<]*: <\/span>[^]*1 of 2[^]*1 draft/)
  t.match(page, /Notify 1/)
  t.match((await visitor.get('/console/roster/notify')).text, /Ahmed Ali[^]*Fajar Azaan/)
  t.equal((await visitor.submit('/console/roster/notify')).status, 303)
  t.match((await visitor.get('/console/roster')).text, /role="status">1 duty is told, in 1 message\./)
  t.notMatch(visitor.page.text, /Notify/)
  t.match((await visitor.get('/console/roster/notify')).text, /Nothing waits/)
})

void test('today: a paused channel, a held template and failed messages, each with its button', async (t) => {
  const api = await startApi(t)
  const registration_id = await registeredId(api)
  await assignedId(api, { registration_id })
  await sql`update channels set paused_at = clock_timestamp(), paused_by = 'notifier', pause_code = '190',
    pause_reason = 'Error validating access token of 9198765432109' where channel = 'whatsapp'`.execute(
    api.db,
  )
  await sql`insert into templates (name, language, state, reason, hold_code) values ('duty_allotment_confirmed', 'en', 'held', 'PAUSED', 'status')`.execute(
    api.db,
  )
  await sql`update deliveries set state = 'failed', failed_at = clock_timestamp(), last_error_code = '131026',
    last_error_text = 'Message undeliverable' where channel = 'whatsapp'`.execute(api.db)
  const visitor = new Visitor(api)
  await visitor.signIn()
  const page = (await visitor.get('/console/today')).text
  t.match(page, /WhatsApp is paused[^]*access token of 91\*+2109[^]*Resume WhatsApp/)
  t.match(page, /“Duty allotted, English” is held[^]*Release<span class="unseen"> Duty allotted, English/)
  t.match(page, /2 messages: not on WhatsApp[^]*Message undeliverable[^]*Retry these 2/)
  t.match(page, /role="img" aria-label="Messages sent per hour today: 0, 2 failed"/)
  t.notMatch(page, /98765432/)
  t.equal((await visitor.submit('/console/channels/whatsapp/resume')).headers['location'], '/console/today')
  await visitor.get('/console/today')
  t.match(visitor.page.text, /WhatsApp is resumed/)
  t.equal((await visitor.submit('/console/today/retry')).status, 303)
  t.match((await visitor.get('/console/today')).text, /1 message is queued again\. 1 is left: too late, held/)
  t.match(await audited(api), [
    { action: 'channel.resumed', details: { via: 'console' } },
    { action: 'deliveries.retried', details: { via: 'console' } },
  ])
})

async function dutyTime(api: Api, fields: { name: string; places: number }): Promise<void> {
  await api.admin.post('/v1/duty-times', fields)
}

function duties(api: Api) {
  return api.db.selectFrom('duty_assignments').selectAll().orderBy('created_at').execute()
}

/** Entries of the console, but for reads. */
function audited(api: Api) {
  return api.db
    .selectFrom('audit_log')
    .select(['action', 'actor', 'details'])
    .where(sql<boolean>`details ->> 'via' = 'console' and action <> 'personal_data.revealed'`)
    .orderBy('id')
    .execute()
}

async function reveals(api: Api): Promise<number> {
  const rows = await api.db
    .selectFrom('audit_log')
    .select('id')
    .where('action', '=', 'personal_data.revealed')
    .execute()
  return rows.length
}
