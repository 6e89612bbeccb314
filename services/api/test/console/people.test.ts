import { sql } from 'kysely'
import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { type Api, assignedId, dateIn, deliveriesOf, registeredId, startApi } from '../start-api.ts'
import { refuse, reportNumber, wrote } from './scenes.ts'
import { Visitor } from './visitor.ts'

const SCRIPT = '<script>alert(1)</script> Bilal'

void test('people: found by parts, with everything that was sent and written, and edited with what was typed kept', async (t) => {
  const api = await startApi(t, { META_WA_TEMPLATE_LANGUAGE: ['en', 'ur'] })
  const id = await registeredId(api, {
    full_name: SCRIPT,
    phone_number: '+919876543211',
    email: 'bilal@example.org',
  })
  await registeredId(api, { full_name: 'Amina Ali', phone_number: '+919876543212', email: '' })
  const duty = await assignedId(api, { registration_id: id })
  await refuse(api, id)
  await wrote(api, '+919876543211', {
    text: '<img src=x onerror=alert(1)> STOP',
    preference: 'stop',
    effect: 'suppressed',
  })
  const visitor = new Visitor(api)
  await visitor.signIn()

  t.match(
    (await visitor.get('/console/people')).text,
    /Amina Ali[^]*&#60;script&#62;alert\(1\)&#60;\/script&#62; Bilal/,
  )
  for (const search of ['bil', '3211', 'lal@exam']) {
    await visitor.get(`/console/people?search=${search}`)
    t.match(visitor.page.text, `href="/console/people/${id}"`, search)
    t.notMatch(visitor.page.text, 'Amina', search)
  }
  t.match((await visitor.get('/console/people?search=zz')).text, /No match/)
  t.match(await visitor.get('/console/people?search=%3F'), {
    status: 422,
    text: /value="\?"[^>]*autofocus[^]*Give the beginning/,
  })

  const at = `/console/people/${id}`
  const page = (await visitor.get(at)).text
  t.match(page, /href="tel:\+919876543211"[^]*https:\/\/wa\.me\/919876543211/)
  t.match(page, new RegExp(`/console/days/${dateIn(10)}\\?duty=${duty}#duty-${duty}[^]*WhatsApp: waiting`))
  t.match(page, /&#60;img src=x onerror=alert\(1\)&#62; STOP/)
  t.match(page, /STOP: WhatsApp is stopped/)
  t.match(page, /queued[^]*refused by Meta: <q>Message undeliverable<\/q> \(131026\)[^]*failed/)
  t.notMatch(page, /<script|<img/)

  await visitor.get(`${at}/edit`)
  t.match(visitor.page.text, /name="phone_number" value="\+919876543211"/)
  const stale = visitor.forms().find(({ action }) => action === `${at}/edit`)
  const typed = {
    full_name: 'Bilal Khan',
    phone_number: '12',
    email: 'no address',
    language: 'ur',
    whatsapp_opt_in: 'yes',
  }
  t.match(await visitor.submit(`${at}/edit`, typed), {
    status: 422,
    text: /value="Bilal Khan"[^]*value="12"[^>]*aria-invalid="true"[^>]*phone_number-fault[^>]*autofocus[^]*value="no address"[^]*email-fault/,
  })
  const right = { ...typed, phone_number: '+91 98765 43213', email: 'bilal@example.org' }
  t.match(await visitor.submit(`${at}/edit`, right), { status: 303, headers: { location: at } })
  t.match((await visitor.get(at)).text, /role="status">Bilal Khan is saved\.[^]*\+919876543213[^]*Urdu/)
  t.match(await visitor.post(`${at}/edit`, { ...stale?.fields, ...right, full_name: 'Somebody' }), {
    status: 412,
    text: /role="alert" tabindex="-1" autofocus>[^]*<strong>tester<\/strong> changed it[^]*Name is now[^]*Bilal Khan[^]*value="Somebody"/,
  })
  t.equal((await visitor.submit(`${at}/edit`, { ...right, full_name: 'Bilal A. Khan' })).status, 303)
  await registeredId(api, { full_name: 'Twin', phone_number: '+919876543214', email: '' })
  await visitor.get(`${at}/edit`)
  const twin = { ...right, full_name: 'Twin', phone_number: '+919876543214' }
  t.match(await visitor.submit(`${at}/edit`, twin), {
    status: 409,
    text: /value="Twin"[^>]*autofocus[^]*probably of the same person/,
  })
  t.strictSame(await audited(api), ['registration.changed', 'registration.changed'])
})

void test('people: a reported number is decided about, WhatsApp stopped, and a person erased in two steps', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api, { full_name: 'Amina Ali', phone_number: '+919876543211' })
  const at = `/console/people/${id}`
  const visitor = new Visitor(api)
  await visitor.signIn()
  await reportNumber(api, id, '+919876543299')
  t.match((await visitor.get(at)).text, /is now <strong class="number">\+919876543299/)
  const old = visitor.forms().find(({ fields }) => fields['decision'] === 'use')
  await reportNumber(api, id, '+919876543288')
  t.match(await visitor.post(`${at}/number`, old?.fields ?? {}), { status: 412 })
  await visitor.get(at)
  t.equal((await visitor.submit(`${at}/number`)).status, 303)
  t.match((await visitor.get(at)).text, /tel:\+919876543288/)
  t.notMatch(visitor.page.text, /Did the number change/)
  await reportNumber(api, id, null)
  t.match((await visitor.get(at)).text, /does not disclose[^]*Keep the old number/)
  t.match(await visitor.submit(`${at}/number`), { status: 303 })

  await visitor.get(at)
  t.equal((await visitor.submit(`${at}/email`)).status, 303)
  t.match((await visitor.get(at)).text, /E-mail is stopped[^]*by coordinator[^]*Start e-mail again/)
  t.equal((await visitor.submit(`${at}/email`)).status, 303)
  t.match((await visitor.get(at)).text, /E-mail goes to this address again[^]*Stop e-mail for them/)
  t.equal((await visitor.submit(`${at}/stop-whatsapp`)).status, 303)
  t.match((await visitor.get(at)).text, /Withdrawn[^]*Add WhatsApp/)
  t.match((await visitor.get(`${at}/erase`)).text, /It cannot be undone/)
  const erase = visitor.forms().find(({ action }) => action === `${at}/erase`)
  t.match(await visitor.submit(`${at}/erase`), { status: 303, headers: { location: '/console/people' } })
  t.equal((await visitor.post(`${at}/erase`, erase?.fields ?? {})).status, 303, 'a double tap')
  t.match((await visitor.get('/console/people')).text, /The person is erased[^]*No registrations yet/)
  t.equal((await visitor.get(at)).status, 404)
  t.strictSame(await audited(api), [
    'registration.changed',
    'registration.number_kept',
    'preference.suppressed',
    'preference.resumed',
    'registration.changed',
    'registration.erased',
  ])
})

void test('people: without pii numbers are masked and kept when they are left empty; other scopes open nothing', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api)
  await assignedId(api, { registration_id: id })
  const at = `/console/people/${id}`
  const keys = [
    await makeKey(api.db, ['registrations']),
    await makeKey(api.db, ['assignments', 'pii']),
  ] as const
  const blind = new Visitor(api)
  await blind.signIn(keys[0].secret)
  t.match((await blind.get('/console/people?search=3210')).text, /Ahmed Ali[^]*91\*+3210/)
  t.match(await blind.get('/console/people?search=ahmed%40'), {
    status: 422,
    text: /needs a key with the scope pii/,
  })
  await blind.get(at)
  t.match(blind.page.text, /a•••@example\.org[^]*need a key with the scope deliveries/)
  t.notMatch(blind.page.text, /tel:|wa\.me|98765|Fajar|console\/import/)
  await blind.get(`${at}/edit`)
  t.notMatch(blind.page.text, /98765|ahmed@/)
  t.match(
    await blind.submit(`${at}/edit`, { full_name: 'Ahmed Khan', language: 'en', whatsapp_opt_in: 'yes' }),
    {
      status: 303,
      text: '',
    },
  )
  const person = await api.db.selectFrom('registrations').selectAll().executeTakeFirstOrThrow()
  t.match(person, { full_name: 'Ahmed Khan', phone_number: '+919876543210', email: 'ahmed@example.org' })
  const reader = new Visitor(api)
  await reader.signIn(keys[1].secret)
  t.equal((await reader.get(at)).status, 403)
  t.equal((await reader.post(`${at}/erase`, { version: '2' })).status, 403)

  const reveals = async () =>
    (
      await api.db
        .selectFrom('audit_log')
        .select('id')
        .where('action', '=', 'personal_data.revealed')
        .execute()
    ).length
  t.equal(await reveals(), 0)
  const visitor = new Visitor(api)
  await visitor.signIn()
  await visitor.get(at)
  await visitor.get(at)
  t.equal(await reveals(), 1, 'an unchanged reload')
})

function audited(api: Api): Promise<string[]> {
  return api.db
    .selectFrom('audit_log')
    .select('action')
    .where(sql<boolean>`details ->> 'via' = 'console' and action <> 'personal_data.revealed'`)
    .orderBy('id')
    .execute()
    .then((rows) => rows.map(({ action }) => action))
}

void test('people: a coordinator registers somebody with consent; what is refused is kept, and who is there is shown', async (t) => {
  const api = await startApi(t, { META_WA_TEMPLATE_LANGUAGE: ['en', 'ur'] })
  const visitor = new Visitor(api)
  await visitor.signIn()
  t.match((await visitor.get('/console/people')).text, /href="\/console\/people\/new"/)
  await visitor.get('/console/people/new')
  const typed = {
    full_name: 'Huda Khan',
    phone_number: '98765 43215',
    language: 'ur',
    whatsapp_opt_in: 'yes',
  }
  t.match(await visitor.submit('/console/people/new', typed), {
    status: 422,
    text: /Not saved[^]*value="Huda Khan"[^]*consent_source-fault[^]*Say where they agreed/,
  })
  const { whatsapp_opt_in: _, ...unticked } = { ...typed, email: 'huda@example.org' }
  await visitor.post('/console/people/new', {
    ...unticked,
    full_name: 'By Mail Alone',
    form_token: visitor.forms()[0]?.fields['form_token'] ?? '',
  })
  const mail_only = await api.db.selectFrom('registrations').selectAll().executeTakeFirstOrThrow()
  t.match(mail_only, { whatsapp_opt_in: false, consent_at: null }, 'a box without a tick is no consent')
  t.equal((await deliveriesOf(api)).length, 0, 'and no wish to tell them')
  await visitor.get(`/console/people/${mail_only.id}/edit`)
  await visitor.submit(/edit$/, { full_name: 'By Mail Only', language: 'ur' })
  t.match(await api.db.selectFrom('registrations').selectAll().executeTakeFirstOrThrow(), {
    full_name: 'By Mail Only',
    whatsapp_opt_in: false,
  })
  await visitor.get('/console/people/new')
  const agreed = { ...typed, consent_source: 'phone call of 5 December' }
  const { headers } = await visitor.submit('/console/people/new', agreed)
  t.match(headers['location'], /^\/console\/people\/[0-9a-f-]{36}$/)
  t.match((await visitor.get(String(headers['location']))).text, /Huda Khan is registered[^]*phone call of 5/)
  t.equal((await deliveriesOf(api)).length, 1, 'the confirmation')
  await visitor.get('/console/people/new')
  t.match(await visitor.submit('/console/people/new', agreed), {
    status: 409,
    text: new RegExp(`Not saved[^]*${String(headers['location'])}">See who is registered`),
  })
  t.strictSame(await audited(api), ['registration.created', 'registration.changed', 'registration.created'])
})

void test('people: a person is assigned from their own page with one tap, and again on the same page after "back"', async (t) => {
  const api = await startApi(t)
  for (const name of ['Fajar "Azaan"', 'Isha Azaan'])
    await api.admin.post('/v1/duty-times', { name, places: 1 })
  const id = await registeredId(api, { full_name: SCRIPT, phone_number: '+919876543211' })
  const at = `/console/people/${id}/assign`
  const visitor = new Visitor(api)
  await visitor.signIn()
  t.match((await visitor.get(`/console/people/${id}`)).text, `href="${at}"`)
  t.match((await visitor.get(at)).text, /A duty for <bdi>&#60;script&#62;[^]*the message goes at once/)
  const [first, second] = [dateIn(1), dateIn(2)]
  const from = dateIn(0)
  const to = `${at}?from=${from}&notify=now#day-`
  const assign = (duty: string) => visitor.submit(at, { duty })
  t.match(await assign(`${first} Fajar "Azaan"`), { status: 303, headers: { location: `${to}${first}` } })
  t.match((await visitor.get(at)).text, /role="status">[^<]*Bilal has Fajar &#34;Azaan&#34; on [^<]*told/)
  const page = visitor.page
  t.match(page.text, /Has Fajar &#34;Azaan&#34;[^]*Isha Azaan<span class="unseen"> on/)
  t.notMatch(page.text, `value="${first} Fajar`)
  const taps = [assign(`${second} Isha Azaan`), assign(`${second} Isha Azaan`)]
  for (const tapped of await Promise.all(taps)) t.match(tapped, { status: 303 }, 'a double tap')
  visitor.page = page // as a browser shows it again after "back"
  t.match(await assign(`${first} Isha Azaan`), { status: 303 }, 'another button of the same page')
  t.match((await visitor.get(`${at}?notify=later&from=${second}`)).text, /as a draft: no message/)
  await registeredId(api, { full_name: 'Amina', phone_number: '+919876543212' })
  const [amina] = await api.db
    .selectFrom('registrations')
    .select('id')
    .where('full_name', '=', 'Amina')
    .execute()
  await visitor.get(`/console/people/${amina?.id}/assign?notify=later`)
  t.match(await visitor.submit(/assign$/, { duty: `${second} Isha Azaan` }), {
    status: 409,
    text: /This duty is full[^]*name="duty" value="[^"]* Isha Azaan"/,
  })
  t.match(await visitor.submit(/assign$/, { reason: 'She helps' }), { status: 303 })
  const { rows } = await sql<{ allotment: string }>`
    select allotment from duty_assignments order by created_at`.execute(api.db)
  t.strictSame(
    rows.map(({ allotment }) => allotment),
    ['published', 'published', 'published', 'waiting'],
  )
  await visitor.get(at)
  t.equal((await visitor.submit(at, { duty: 'tomorrow' })).status, 400)
})
