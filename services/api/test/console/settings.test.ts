import { storePreflightResults } from '@dutybell/shared/preflight/results'
import { sql } from 'kysely'
import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { type Api, assignedId, registeredId, startApi } from '../start-api.ts'
import { Visitor } from './visitor.ts'

const AT = '/console/settings'

void test('settings: duty times are made, renamed, ordered and deleted, and a refused form keeps what was typed', async (t) => {
  const api = await startApi(t)
  const visitor = new Visitor(api)
  await visitor.signIn((await makeKey(api.db, ['assignments'])).secret)
  t.match((await visitor.get(AT)).text, /There is none yet/)
  t.notMatch(visitor.page.text, /Admin keys|Alerts|Test message/)
  const times = `${AT}/duty-times`
  for (const name of ['Fajar Azaan', 'Isha <b>Azaan</b>', 'Stall']) {
    await visitor.get(AT)
    t.equal((await visitor.submit(times, { name, starts_at: '05:00', places: '' })).status, 303)
  }
  await visitor.get(AT)
  const twice = await visitor.submit(times, { name: 'fajar azaan', places: '3', ends_at: '' })
  t.match(twice, { status: 422, text: /A duty time with this name exists/ })
  t.match(twice.text, /name="name"[^>]*value="fajar azaan"/)
  t.match(await visitor.submit(times, { name: 'Gate', places: '0' }), {
    status: 422,
    text: /from 1 to 10000/,
  })

  await visitor.get(AT)
  t.match(visitor.page.text, 'Isha &#60;b&#62;Azaan&#60;/b&#62;')
  const [first, second] = await rows(api)
  const old = visitor.forms().find(({ action }) => action === `${times}/${first?.id}`)
  const change = { name: 'Fajr Azaan', places: '2', starts_at: '', ends_at: '' }
  t.equal((await visitor.submit(`${times}/${first?.id}`, change)).status, 303)
  t.match((await visitor.get(AT)).text, /role="status">Fajr Azaan is saved\.[^]*any number|2 places/)
  t.match(
    await visitor.post(`${times}/${first?.id}`, { ...old?.fields, ...change, idempotency_key: 'second' }),
    {
      status: 412,
      text: /Somebody else changed it first/,
    },
  )
  await visitor.get(AT)
  t.match(
    await visitor.post(`${times}/${second?.id}/move`, {
      ...old?.fields,
      idempotency_key: 'm',
      direction: 'up',
    }),
    {
      headers: { location: `${AT}?open=${second?.id}#duty-time-${second?.id}` },
    },
  )
  t.strictSame(
    (await rows(api)).map(({ name, position }) => `${position} ${name}`),
    ['1 Isha <b>Azaan</b>', '2 Fajr Azaan', '3 Stall'],
  )
  const registration_id = await registeredId(api)
  await assignedId(api, { registration_id, duty_time: 'Fajr Azaan' })
  await visitor.get(AT)
  t.match(await visitor.submit(`${times}/${first?.id}/delete`), { status: 409, text: /People are assigned/ })
  await visitor.get(AT)
  t.equal((await visitor.submit(`${times}/${second?.id}/delete`)).status, 303)
  t.equal((await rows(api)).length, 2)
  t.equal((await visitor.post(`${AT}/keys`, { name: 'x', scopes: 'admin', lifetime: '' })).status, 403)
})

void test('settings: a key is made with scopes that its maker has, its secret is shown once, and it is revoked', async (t) => {
  const api = await startApi(t)
  const blind = new Visitor(api)
  const { secret } = await makeKey(api.db, ['admin'], { name: 'blind' })
  await blind.signIn(secret)
  await blind.get(AT)
  t.notMatch(blind.page.text, /value="pii"/)
  t.match(blind.page.text, /<strong>tester<\/strong>[^<]*<span class="soft">of ADMIN_API_KEYS/)
  const wanted = { name: 'night', lifetime: '90 days' }
  t.match(await blind.submit(`${AT}/keys`, { ...wanted, scopes: 'pii' }), { status: 403, text: /pii/ })
  await blind.get(AT)
  for (const [fields, words] of [
    [{ ...wanted, scopes: '' }, /Tick what it may do/],
    [{ ...wanted, name: 'a b', scopes: 'deliveries' }, /letters, digits/],
    [{ ...wanted, name: 'tester', scopes: 'deliveries' }, /ADMIN_API_KEYS is called tester/],
  ] as const) {
    t.match(await blind.submit(`${AT}/keys`, fields), { status: 422, text: words })
  }
  const made = await blind.submit(`${AT}/keys`, { ...wanted, scopes: 'deliveries' })
  const [shown = ''] = /dbl_[0-9a-f]{8}_[\w-]{43}/.exec(made.text) ?? []
  t.match(made, { status: 200, headers: { 'cache-control': 'no-store' } })
  t.equal((await new Visitor(api).signIn(shown)).status, 303, 'it is valid at once')
  const kept = await sql<{ kept: string }>`
    select (select string_agg(k::text, '') from api_keys k) || (select coalesce(string_agg(i::text, ''), '') from idempotency_keys i)
      || (select string_agg(a::text, '') from audit_log a) as kept`.execute(api.db)
  t.notMatch(kept.rows[0]?.kept, shown.slice(13))
  t.notMatch((await blind.get(AT)).text, shown)
  t.match(await blind.submit(`${AT}/keys`, { ...wanted, scopes: 'deliveries' }), {
    status: 422,
    text: /There is a key called night/,
  })
  await blind.get(AT)
  const revoke = blind.forms().filter(({ action }) => action === `${AT}/keys/revoke`)
  const [night] = revoke.filter(({ fields }) => shown.includes(fields['prefix'] ?? 'none'))
  t.equal((await blind.post(`${AT}/keys/revoke`, night?.fields ?? {})).status, 303)
  t.match((await blind.get(AT)).text, /The key night is revoked[^]*Ended: 1 that ended[^]*night/)
  const audited = await api.db
    .selectFrom('audit_log')
    .select(['action', 'actor', 'details'])
    .where(sql<boolean>`action like 'api_key.%'`)
    .orderBy('id')
    .execute()
  t.match(audited, [
    {
      action: 'api_key.created',
      actor: 'blind',
      details: { name: 'night', scopes: ['deliveries'], via: 'console' },
    },
    { action: 'api_key.revoked', actor: 'blind', details: { name: 'night', via: 'console' } },
  ])
})

void test('settings: templates beside those of Meta, alerts, preflight, and a test message as a job', async (t) => {
  const api = await startApi(t, { META_WA_TEMPLATE_LANGUAGE: ['en', 'ur'] })
  await sql`insert into meta_templates (name, language, status, category, parameter_format, words, quality, time_to_live_seconds, more_parameters, read_at) values
    ('registration_received', 'en', 'APPROVED', 'UTILITY', 'POSITIONAL', ${'Hello {{1}},\nYour registration has been received successfully.'}, 'GREEN', -1, '{}', clock_timestamp()),
    ('duty_reminder_tomorrow', 'en', 'PAUSED', 'MARKETING', 'POSITIONAL', 'Tomorrow: {{1}} <i>', 'RED', -1, '{HEADER}', clock_timestamp())`.execute(
    api.db,
  )
  await sql`insert into alerts (key, subject, text, action, cleared_at) values
    ('receipts_missing', 'No receipts arrive', 'Of 919876543210 none.', 'Check the webhook.', null),
    ('channel_paused:email', 'E-mail is paused', 'It was.', 'Wait.', clock_timestamp())`.execute(api.db)
  await storePreflightResults(api.db, [
    { key: 'token', title: 'The token', outcome: 'ok', text: 'It does not expire.', action: null },
    {
      key: 'webhook',
      title: 'The webhook',
      outcome: 'failure',
      text: 'Meta has no URL.',
      action: 'Set the callback URL.',
    },
  ])
  const visitor = new Visitor(api)
  await visitor.signIn((await makeKey(api.db, ['admin'])).secret)
  const page = (await visitor.get(AT)).text
  t.match(page, /Registration received<\/strong> · English[^]*?Approved/)
  t.match(
    page,
    /Your duty is tomorrow<\/strong> · English[^]*?Paused[^]*?Quality red[^]*?Wrong[^]*?status is PAUSED[^]*?unpause it[^]*?category is MARKETING[^]*?Its header needs a parameter[^]*?words differ[^]*?for 30 days[^]*?Tomorrow: \{\{1\}\} &#60;i&#62;/,
  )
  t.match(
    page,
    /Your duty is tomorrow<\/strong> · Urdu[^]*?Not at Meta[^]*?has it in en, not in ur[^]*?templates push/,
  )
  t.match(
    page,
    /No receipts arrive[^]*Of 91\*+3210 none[^]*Check the webhook[^]*1 ended within a week[^]*E-mail is paused/,
  )
  t.match(
    page,
    /2 checks, [^]*The webhook[^]*Set the callback URL[^]*1 check found nothing wrong[^]*The token/,
  )
  const fields = { phone_number: '12', template_name: 'duty_reminder_tomorrow', language: 'en' }
  t.equal((await visitor.submit(`${AT}/preflight`)).status, 303)
  await visitor.get(AT)
  t.match(visitor.page.text, /A notifier runs the checks/)
  t.match(await visitor.submit(`${AT}/test-message`, fields), {
    status: 422,
    text: /role="alert"[^]*value="12"/,
  })
  t.equal(
    (await visitor.submit(`${AT}/test-message`, { ...fields, phone_number: '98765 43210' })).status,
    303,
  )
  const { rows: jobs } = await sql`
    select payload from graphile_worker._private_jobs order by id`.execute(api.db)
  t.strictSame(jobs, [
    { payload: {} },
    {
      payload: {
        template_name: 'duty_reminder_tomorrow',
        phone_number: '+919876543210',
        parameters: ['Ahmed Ali', '15 March 2026', 'Fajar Azaan'],
        language: 'en',
      },
    },
  ])
  t.match((await visitor.get(AT)).text, /role="status">“Your duty is tomorrow” goes to \+?91\*+3210/)
})

function rows(api: Api) {
  return api.db.selectFrom('duty_times').select(['id', 'name', 'position']).orderBy('position').execute()
}
