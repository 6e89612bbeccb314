import type { Scope } from '@dutybell/shared/api-keys/scopes'
import { sql } from 'kysely'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import { AHMED, type Api, assignedId, dateIn, registeredId, startApi } from '../start-api.ts'
import { callAs, makeKey } from '../keys/make-key.ts'

const PERSONAL = /98765|ahmed@example|HBgM/
const WAMID = 'wamid.HBgMOTE5ODc2NTQzMjEw'

async function callerWith(api: Api, ...scopes: Scope[]) {
  const key = await makeKey(api.db, scopes)
  return { ...key, call: callAs(api, key.secret) }
}

/** A person who wrote back, and whose two deliveries were tried. */
async function correspond(api: Api) {
  const registration_id = await registeredId(api)
  await sql`
    update deliveries set state = 'failed', provider_message_id = ${WAMID},
      last_error_code = '131026', last_error_text = ${`No ${AHMED.email}, no +919876543210`}`.execute(api.db)
  await sql`
    insert into attempts (delivery_id, number, started_at, outcome, provider_text)
    select id, 1, clock_timestamp(), 'refused', ${`550 <${AHMED.email}>`} from deliveries`.execute(api.db)
  await sql`
    insert into inbound_messages (id, provider_message_id, phone_number, type, text, written_at)
    values (${randomUUIDv7()}, ${WAMID}, '+919876543210', 'text', 'Call 98765 43210', clock_timestamp())`.execute(
    api.db,
  )
  const [delivery] = await api.db.selectFrom('deliveries').select('id').execute()
  return { registration_id, delivery_id: delivery?.id ?? '' }
}

function revealsIn(api: Api) {
  return api.db
    .selectFrom('audit_log')
    .select(['actor', 'subject_type', 'subject_id', 'request_id', 'details'])
    .where('action', '=', 'personal_data.revealed')
    .orderBy('id')
    .execute()
}

void test('personal-view', async (t) => {
  const api = await startApi(t)
  const { registration_id, delivery_id } = await correspond(api)
  await assignedId(api, { registration_id })
  const blind = await callerWith(api, 'admin')
  const seeing = await callerWith(api, 'admin', 'pii')
  const addresses = [
    '/v1/registrations',
    `/v1/registrations/${registration_id}`,
    '/v1/deliveries',
    `/v1/deliveries/${delivery_id}`,
    '/v1/inbound-messages',
    `/v1/days/${dateIn(10)}`,
  ]

  for (const url of addresses) {
    await t.test(`GET ${url} without pii: masked, with names, and no audit entry`, async (t) => {
      const { status, text } = await blind.call('GET', url)
      t.equal(status, 200)
      t.notMatch(text, PERSONAL)
      t.match(text, /91\*{6}3210|a•••@example\.org/)
      if (!url.includes('deliveries')) t.match(text, 'Ahmed Ali')
      t.same(await revealsIn(api), [])
    })
  }

  await t.test('GET by phone number without pii: 403', async (t) => {
    const { status, text } = await blind.call('GET', '/v1/registrations?phone_number=98765+43210')
    t.equal(status, 403)
    t.notMatch(text, PERSONAL)
  })

  await t.test('a change with a masked value: 400', async (t) => {
    const { json: shown } = await blind.call('GET', `/v1/registrations/${registration_id}`)
    for (const field of ['phone_number', 'email']) {
      const { status } = await blind.call('PATCH', `/v1/registrations/${registration_id}`, {
        [field]: shown[field],
      })
      t.equal(status, 400, field)
    }
  })

  await t.test('a change without pii: a masked answer', async (t) => {
    const { status, text } = await blind.call('PATCH', `/v1/registrations/${registration_id}`, {
      language: 'hi',
    })
    t.equal(status, 200)
    t.notMatch(text, PERSONAL)
  })

  await t.test('with pii: whole answers, one audit entry each', async (t) => {
    for (const url of addresses) t.match((await seeing.call('GET', url)).text, PERSONAL)
    const by = { actor: seeing.name, request_id: /^[0-9a-f-]{36}$/ }
    t.match(await revealsIn(api), [
      { ...by, subject_type: 'registration', subject_id: null, details: { route: 'GET /v1/registrations' } },
      { ...by, subject_type: 'registration', subject_id: registration_id },
      { ...by, subject_type: 'delivery', subject_id: null, details: { route: 'GET /v1/deliveries' } },
      { ...by, subject_type: 'delivery', subject_id: delivery_id },
      { ...by, subject_type: 'answer', subject_id: null, details: { route: 'GET /v1/inbound-messages' } },
      { ...by, subject_type: 'answer', subject_id: null, details: { route: 'GET /v1/days/:date' } },
    ])
  })

  await t.test('an answer without personal data: no audit entry', async (t) => {
    const before = await revealsIn(api)
    await seeing.call('GET', '/v1/registrations?status=erased')
    await seeing.call('GET', '/v1/duty-assignments')
    await seeing.call('GET', '/v1/registrations?unknown=1')
    t.same(await revealsIn(api), before)
  })

  await t.test('a stored answer of an Idempotency-Key: masked too', async (t) => {
    const retry = callAs(api, blind.secret, { 'idempotency-key': 'once' })
    const url = `/v1/deliveries/${delivery_id}/retry`
    const first = await retry('POST', url, { confirm_duplicate: true })
    const second = await retry('POST', url, { confirm_duplicate: true })
    t.equal(second.status, 200)
    t.equal(second.headers['idempotency-replayed'], 'true')
    t.equal(second.text, first.text)
    t.notMatch(first.text, PERSONAL)
  })

  await t.test('a stored answer with addresses in full: an audit entry, and 403 without pii', async (t) => {
    const url = `/v1/deliveries/${delivery_id}/retry`
    await sql`update deliveries set state = 'failed'`.execute(api.db)
    const ask = callAs(api, seeing.secret, { 'idempotency-key': 'twice' })
    const first = await ask('POST', url, { confirm_duplicate: true })
    t.match(first.text, PERSONAL)
    const before = await revealsIn(api)
    t.equal((await ask('POST', url, { confirm_duplicate: true })).text, first.text)
    t.equal((await revealsIn(api)).length, before.length + 1)

    // As kept before it was masked where it is presented.
    await sql`update idempotency_keys set body = ${first.text}, reveals_personal_data = default`.execute(
      api.db,
    )
    const old = callAs(api, blind.secret, { 'idempotency-key': 'once' })
    const { status, text, json } = await old('POST', url, { confirm_duplicate: true })
    t.match({ status, json }, { status: 403, json: { code: 'missing_scope', detail: /scope pii/ } })
    t.notMatch(text, PERSONAL)
  })

  await t.test('a failed audit insert: the answer is sent and the log has an error', async (t) => {
    await api.pool.query('alter table audit_log rename to audit_log_away')
    const { status, text } = await seeing.call('GET', `/v1/registrations/${registration_id}`)
    await api.pool.query('alter table audit_log_away rename to audit_log')
    t.equal(status, 200)
    t.match(text, PERSONAL)
    const line = api.log_lines.map((line) => JSON.parse(line)).find(({ level }) => level === 'error')
    t.match(line, {
      admin: seeing.name,
      subject_id: registration_id,
      msg: /^Could not write the audit entry/,
    })
    t.notMatch(api.log_lines.join(''), PERSONAL)
  })
})
