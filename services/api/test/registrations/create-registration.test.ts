import { test } from 'tap'
import { deliveriesOf, startApi, until } from '../start-api.ts'

void test('create-registration', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
  })

  await t.test(
    'a person with phone and e-mail is stored in normal form and gets a message on both channels',
    async (t) => {
      const { status, json, headers } = await api.register({ full_name: '  Ahmed \t Ali\u202E ' })
      t.equal(status, 201)
      t.equal(headers['location'], `/v1/registrations/${String(json['id'])}`)
      t.match(json, {
        full_name: 'Ahmed Ali',
        phone_number: '+919876543210',
        email: 'ahmed@example.org',
        whatsapp_opt_in: true,
        language: 'en',
        status: 'active',
        version: 1,
        created_at: /^\d{4}-.*Z$/,
      })
      const deliveries = await deliveriesOf(api)
      t.match(deliveries, [
        {
          channel: 'whatsapp',
          recipient: '+919876543210',
          state: 'pending',
          template: 'registration_received',
        },
        {
          channel: 'email',
          recipient: 'ahmed@example.org',
          state: 'pending',
          template: 'registration_received',
        },
      ])
      for (const { dedupe_key, payload, expires_at, created_at } of deliveries) {
        t.equal(dedupe_key, `registration_received:${String(json['id'])}`)
        t.match(payload, { language: 'en', parameters: ['Ahmed Ali'], duty_assignments: [] })
        t.equal(Math.round(created_at.until(expires_at).total('hours')), 7 * 24)
      }
    },
  )

  await t.test('no e-mail and no opt-in, registered without a message', async (t) => {
    const { status, json } = await api.register({ email: null, whatsapp_opt_in: false })
    t.equal(status, 201)
    t.equal(json['email'], null)
    t.same(await deliveriesOf(api), [])
    t.equal((await api.db.selectFrom('outbox').selectAll().execute()).length, 1)
  })

  await t.test('ten identical ones at once, one is created and nine are refused', async (t) => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => api.register()))
    t.same(
      Object.groupBy(
        answers.map((answer) => answer.status),
        String,
      ),
      { 201: [201], 409: Array(9).fill(409) },
    )
    t.equal((await deliveriesOf(api)).length, 2)
  })

  await t.test(
    'the same person written otherwise, is refused and nothing of the first is shown',
    async (t) => {
      await api.register({ email: 'private@example.org' })
      const again = await api.register({ full_name: 'AHMED  ali', phone_number: '+91 98765-43210' })
      t.equal(again.status, 409)
      t.match(again.json, {
        code: 'registration_exists',
        errors: [{ pointer: '/full_name' }, { pointer: '/phone_number' }],
      })
      t.notMatch(JSON.stringify({ ...again.json, request_id: '' }), /private|9876|[0-9a-f]{8}-/)
    },
  )

  await t.test('another name with the same phone, is another person', async (t) => {
    await api.register()
    t.equal((await api.register({ full_name: 'Fatima Ali' })).status, 201)
  })

  await t.test('several invalid fields are all named, and nothing is written', async (t) => {
    const { status, json } = await api.register({
      full_name: '\u200B',
      phone_number: '022 2345 6789',
      email: 'x',
    })
    t.equal(status, 400)
    t.match(json, {
      code: 'invalid_input',
      errors: [
        { pointer: '/full_name', code: 'no_letter' },
        { pointer: '/phone_number', code: 'landline' },
        { pointer: '/email', code: 'one_at_sign' },
      ],
    })
    t.same(await api.db.selectFrom('registrations').selectAll().execute(), [])
  })

  await t.test('a name that carries a link, is refused on every way in, and nothing is sent', async (t) => {
    const full_name = 'You won! Claim at https://evil.example'
    const refused = { status: 400, json: { errors: [{ pointer: '/full_name', code: 'name_contains_link' }] } }
    t.match(await api.register({ full_name }), refused)
    t.match(await api.admin.post('/v1/registrations', { full_name, phone_number: '9876543210' }), refused)
    t.same(await deliveriesOf(api), [])
    const { json } = await api.register({ full_name: 'Sk.Md. Rafiq' })
    t.equal(json['full_name'], 'Sk. Md. Rafiq')
    t.match(await api.admin.patch(`/v1/registrations/${String(json['id'])}`, { full_name }), refused)
    t.equal((await api.register({ full_name: 'sk. md.rafiq' })).status, 409)
  })

  await t.test('a traceparent, and no tracer is registered, nothing of it is kept', async (t) => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const send = (full_name: string, value: string) =>
      api.call({
        method: 'POST',
        url: '/v1/registrations',
        headers: { traceparent: value },
        payload: { full_name, phone_number: '9876543210' },
      })
    t.equal((await send('Ahmed', traceparent)).status, 201)
    t.equal((await send('Fatima', 'nonsense')).status, 201)
    t.same(
      (await deliveriesOf(api)).map((delivery) => delivery.traceparent),
      [null, null],
    )
  })

  await t.test('the commit is done, a wake-up for the notifier follows', async (t) => {
    await api.register()
    await t.resolves(
      until(async () => {
        const { rows } = await api.pool.query(
          `select from graphile_worker.jobs where task_identifier = 'drain_outbox'`,
        )
        return rows.length === 1
      }),
    )
  })
})
