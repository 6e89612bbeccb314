import { test } from 'tap'
import { assignedId, dateIn, deliveriesOf, registeredId, startApi } from '../start-api.ts'

const LANDLINE = '022 2345 6789'
const BY_MAIL = { phone_number: null, whatsapp_opt_in: false }

void test('registrations without WhatsApp', async (t) => {
  const api = await startApi(t)
  const byKey = (person: object) =>
    api.admin.post('/v1/registrations', { full_name: 'Ahmed Ali', email: 'ahmed@example.org', ...person })
  t.beforeEach(async () => {
    await api.pool.query(
      'truncate registrations, duty_assignments, outbox, deliveries, attempts, recipients cascade',
    )
  })

  await t.test('a landline, is accepted without WhatsApp and refused with it', async (t) => {
    const refused = await api.register({ phone_number: LANDLINE })
    t.match(refused, { status: 400, json: { errors: [{ pointer: '/phone_number', code: 'landline' }] } })
    const { status, json } = await api.register({ phone_number: LANDLINE, whatsapp_opt_in: false, email: '' })
    t.equal(status, 201)
    t.match(json, { phone_number: '+912223456789', email: null })
    t.same(await deliveriesOf(api), [])
    t.match((await api.admin.get(`/v1/registrations?phone_number=${LANDLINE}`)).json, {
      items: [{ id: json['id'] }],
    })
  })

  await t.test('no number but an address, everything is told by e-mail', async (t) => {
    for (const phone_number of [null, undefined, ' ']) {
      const full_name = `Meena ${JSON.stringify(phone_number)}`
      const { status, json } = await api.register({ full_name, phone_number, whatsapp_opt_in: false })
      t.match({ status, json }, { status: 201, json: { phone_number: null } })
    }
    const { json } = await api.register(BY_MAIL)
    const id = String(json['id'])
    await assignedId(api, { registration_id: id, duty_date: dateIn(1) })
    t.equal((await api.admin.post('/v1/reminders/run', {})).status, 200)
    const told = (await deliveriesOf(api)).slice(3)
    t.same(
      told.map(({ channel, template }) => [channel, template]),
      [
        ['email', 'registration_received'],
        ['email', 'duty_allotment_confirmed'],
        ['email', 'duty_reminder_tomorrow'],
      ],
    )
    t.match(await api.admin.get(`/v1/registrations/${id}`), {
      status: 200,
      json: { phone_number: null, suppression: { whatsapp: null }, inbound_messages: [] },
    })
    t.match((await api.admin.get(`/v1/days/${dateIn(1)}`)).json, {
      duty_times: [
        { assignments: [{ registration_id: id, phone_number: null, channels: { whatsapp: null } }] },
      ],
    })
    t.equal((await api.admin.post(`/v1/registrations/${id}/number-change`, { keep: true })).status, 409)
  })

  await t.test('no way to reach the person, or WhatsApp without a number, is refused', async (t) => {
    const missing = { status: 400, json: { errors: [{ pointer: '/phone_number', code: 'missing' }] } }
    t.match(await api.register({ phone_number: null }), missing)
    t.match(await api.register({ phone_number: '', whatsapp_opt_in: true }), missing)
    t.match(await api.register({ ...BY_MAIL, email: ' ' }), missing)
    t.same(await api.db.selectFrom('registrations').selectAll().execute(), [])
  })

  await t.test('one address and name ten times at once, is one person', async (t) => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        byKey({ ...BY_MAIL, email: n % 2 === 0 ? 'Ahmed@Example.org' : 'ahmed@example.org' }),
      ),
    )
    const [created, ...others] = answers.toSorted((a, b) => a.status - b.status)
    t.equal(created?.status, 201)
    for (const { status, json } of others) {
      t.match({ status, json }, { status: 409, json: { registration_id: created?.json['id'] } })
      t.match(json['errors'], [{ pointer: '/full_name' }, { pointer: '/email' }])
    }
    t.equal((await byKey({ ...BY_MAIL, full_name: 'Fatima Ali' })).status, 201)
  })

  await t.test('the address and name of somebody with a number, is that person', async (t) => {
    const id = await registeredId(api)
    t.match(await byKey(BY_MAIL), { status: 409, json: { registration_id: id } })
    t.equal((await byKey({ phone_number: '98765 43211' })).status, 201)
  })

  await t.test('WhatsApp is added, the number is read again as a mobile one', async (t) => {
    const add = { whatsapp_opt_in: true }
    const landline = await registeredId(api, { phone_number: LANDLINE, whatsapp_opt_in: false })
    t.match(await api.admin.patch(`/v1/registrations/${landline}`, add), {
      status: 400,
      json: { errors: [{ pointer: '/phone_number', code: 'landline' }] },
    })
    t.match(await api.admin.patch(`/v1/registrations/${landline}`, { ...add, phone_number: '9876543211' }), {
      status: 200,
      json: { phone_number: '+919876543211' },
    })
    const none = await registeredId(api, { ...BY_MAIL, full_name: 'Fatima' })
    t.match(await api.admin.patch(`/v1/registrations/${none}`, add), {
      status: 400,
      json: { errors: [{ pointer: '/phone_number', code: 'missing' }] },
    })
    const mobile = await registeredId(api, { whatsapp_opt_in: false, full_name: 'Bilal' })
    t.equal((await api.admin.patch(`/v1/registrations/${mobile}`, add)).status, 200)
  })

  await t.test('the number or the address is removed, as long as a way is left', async (t) => {
    const id = await registeredId(api)
    const patch = (change: object) => api.admin.patch(`/v1/registrations/${id}`, change)
    t.match(await patch({ phone_number: null }), {
      status: 400,
      json: { errors: [{ pointer: '/phone_number', code: 'missing' }] },
    })
    t.match(await patch({ phone_number: null, whatsapp_opt_in: false }), {
      status: 200,
      json: { phone_number: null },
    })
    t.match(await deliveriesOf(api), [{ state: 'cancelled', reason: 'opted_out' }, { state: 'pending' }])
    t.match(await patch({ email: '' }), {
      status: 400,
      json: { errors: [{ pointer: '/email', code: 'missing' }] },
    })
    const other = await registeredId(api, { ...BY_MAIL, full_name: 'Fatima' })
    t.match(await api.admin.patch(`/v1/registrations/${other}`, { full_name: 'ahmed ali' }), {
      status: 409,
      json: { code: 'registration_exists', errors: [{ pointer: '/full_name' }, { pointer: '/email' }] },
    })
  })

  await t.test('erased and registered again, the opt-out of the address holds', async (t) => {
    const id = await registeredId(api, BY_MAIL)
    await api.pool.query(
      `insert into recipients (channel, address, suppressed_at, suppressed_by)
       values ('email', 'ahmed@example.org', now(), 'link')`,
    )
    const headers = { authorization: 'Bearer a-secret-of-the-test' }
    t.equal((await api.call({ method: 'DELETE', url: `/v1/registrations/${id}`, headers })).status, 204)
    const again = await registeredId(api, BY_MAIL)
    t.match((await api.admin.get(`/v1/registrations/${again}`)).json, {
      suppression: { email: { by: 'link' } },
    })
  })

  await t.test('notify: never with a key, nobody is told; without a key it is refused', async (t) => {
    t.equal((await byKey({ phone_number: '98765 43210', notify: 'never' })).status, 201)
    t.same(await api.db.selectFrom('outbox').selectAll().execute(), [])
    t.equal((await byKey({ ...BY_MAIL, full_name: 'Fatima', notify: 'now' })).status, 201)
    t.equal((await deliveriesOf(api)).length, 1)
    for (const notify of ['never', 'now']) {
      const { status, json, headers } = await api.register({ full_name: 'Bilal', notify })
      t.match({ status, json }, { status: 401, json: { code: 'unauthorized' } })
      t.match(headers['www-authenticate'], /Bearer/)
    }
    t.equal((await byKey({ ...BY_MAIL, notify: 'later' })).status, 400)
    t.equal((await api.db.selectFrom('registrations').selectAll().execute()).length, 2)
  })
})
