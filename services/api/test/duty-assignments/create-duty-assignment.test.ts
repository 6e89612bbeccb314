import { test } from 'tap'
import { dateIn, deliveriesOf, lockAwaited, registeredId, startApi, TIME_ZONE } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

void test('create-duty-assignment', async (t) => {
  const api = await startApi(t)
  let registration_id = ''
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
    registration_id = await registeredId(api)
    await api.pool.query('truncate outbox, deliveries, attempts cascade')
  })
  const assign = (duty: object = {}) =>
    api.admin.post('/v1/duty-assignments', {
      registration_id,
      duty_date: dateIn(10),
      duty_time: 'Fajar Azaan',
      ...duty,
    })

  await t.test(
    'a person with both channels gets messages on both, valid until the day is over',
    async (t) => {
      const duty_date = dateIn(10)
      const { status, json, headers } = await assign({ duty_time: ' Fajar  Azaan ' })
      const id = String(json['id'])
      t.equal(status, 201)
      t.equal(headers['location'], `/v1/duty-assignments/${id}`)
      t.match(json, { registration_id, duty_date, duty_time: 'Fajar Azaan', status: 'assigned', version: 1 })
      const deliveries = await deliveriesOf(api)
      t.match(deliveries, [{ channel: 'whatsapp' }, { channel: 'email' }])
      const ends_at = Temporal.PlainDate.from(duty_date)
        .add({ days: 1 })
        .toZonedDateTime(TIME_ZONE)
        .toInstant()
      const date = Temporal.PlainDate.from(duty_date)
      for (const { template, dedupe_key, payload, expires_at } of deliveries) {
        t.equal(template, 'duty_allotment_confirmed')
        t.match(dedupe_key, `duty_allotment_confirmed:${registration_id}:${duty_date}:`)
        t.match(payload, {
          registration_id,
          parameters: ['Ahmed Ali', new RegExp(`^${date.day} [A-Z][a-z]+ ${date.year}$`), 'Fajar Azaan'],
          duty_assignments: [{ id, version: 1 }],
        })
        t.ok(expires_at.equals(ends_at))
      }
      t.match(await api.db.selectFrom('outbox_duty_assignments').selectAll().execute(), [
        { duty_assignment_id: id, version: 1 },
      ])
    },
  )

  await t.test('today, is allowed while the day lasts', async (t) => {
    t.equal((await assign({ duty_date: dateIn(0) })).status, 201)
  })

  await t.test('yesterday, is refused and nothing is written', async (t) => {
    t.match(await assign({ duty_date: dateIn(-1) }), {
      status: 422,
      json: { code: 'duty_in_the_past', errors: [{ pointer: '/duty_date' }] },
    })
    t.same(await api.db.selectFrom('duty_assignments').selectAll().execute(), [])
    t.same(await api.db.selectFrom('outbox').selectAll().execute(), [])
  })

  await t.test('a day that is over only in the zone of the duties, is refused', async (t) => {
    // Kiritimati is a day ahead of Pago Pago at every hour, so yesterday there is today here or later.
    const east = await startApi(t, { url: api.database_url, TIME_ZONE: 'Pacific/Kiritimati' })
    const yesterday = Temporal.Now.plainDateISO('Pacific/Kiritimati').subtract({ days: 1 }).toString()
    const payload = { registration_id, duty_date: yesterday, duty_time: 'Isha' }
    t.equal((await east.admin.post('/v1/duty-assignments', payload)).status, 422)
    const west = await startApi(t, { url: api.database_url, TIME_ZONE: 'Pacific/Pago_Pago' })
    t.equal((await west.admin.post('/v1/duty-assignments', payload)).status, 201)
  })

  await t.test('an unknown or erased registration is refused', async (t) => {
    const refused = {
      status: 422,
      json: { code: 'registration_unknown', errors: [{ pointer: '/registration_id' }] },
    }
    t.match(await assign({ registration_id: NOBODY }), refused)
    await api.pool.query(`update registrations set status = 'erased'`)
    t.match(await assign(), refused)
  })

  await t.test('ten identical ones at once, one is created and nine are refused', async (t) => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => assign()))
    t.same(
      Object.groupBy(
        answers.map((answer) => answer.status),
        String,
      ),
      { 201: [201], 409: Array(9).fill(409) },
    )
    t.equal((await deliveriesOf(api)).length, 2)
    t.match(await assign(), {
      status: 409,
      json: {
        code: 'duty_assignment_exists',
        errors: [{ pointer: '/duty_date' }, { pointer: '/duty_time' }],
      },
    })
  })

  await t.test('cancelled before, can be assigned again', async (t) => {
    const { json } = await assign()
    await api.admin.post(`/v1/duty-assignments/${String(json['id'])}/cancel`)
    t.equal((await assign()).status, 201)
  })

  await t.test('a phone number corrected during the assignment gets the message', async (t) => {
    const change = await api.pool.connect()
    t.teardown(() => change.release())
    await change.query('begin')
    await change.query(`update registrations set phone_number = '+919876543299'`)
    const assigned = assign()
    await lockAwaited(api)
    await change.query('commit')
    t.equal((await assigned).status, 201)
    t.match(await deliveriesOf(api), [{ recipient: '+919876543299' }, { channel: 'email' }])
  })

  for (const [field, value] of [
    ['duty_date', '2026-02-30'],
    ['duty_date', '15 March 2026'],
    ['duty_date', '9'.repeat(100)],
    ['duty_date', 20260315],
    ['duty_time', '\0'],
    ['duty_time', ' '],
    ['duty_time', 'x'.repeat(61)],
    ['registration_id', 'x'],
    ['registration_id', `urn:uuid:${NOBODY}`],
    ['status', 'assigned'],
  ] as const) {
    await t.test(`${field} ${JSON.stringify(value).slice(0, 40)}, is refused and named`, async (t) => {
      const { status, json } = await assign({ [field]: value })
      t.equal(status, 400)
      t.match(json, { code: 'invalid_input', errors: [{ pointer: `/${field}`, detail: /\.$/ }] })
    })
  }
})
