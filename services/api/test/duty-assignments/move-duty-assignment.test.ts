import { test } from 'tap'
import { assignedId, dateIn, deliveriesOf, registeredId, startApi } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

void test('move-duty-assignment', async (t) => {
  const api = await startApi(t)
  let id = ''
  let registration_id = ''
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
    registration_id = await registeredId(api)
    await api.pool.query('truncate outbox, deliveries, attempts cascade')
    id = await assignedId(api, { registration_id })
  })
  const move = (change: object) => api.admin.patch(`/v1/duty-assignments/${id}`, change)

  await t.test('another time, the old message is withdrawn and a new one is published', async (t) => {
    const { rows: before } = await api.pool.query('select allotted_at from duty_assignments')
    const { status, json } = await move({ duty_time: 'Zohr Azaan' })
    t.equal(status, 200)
    t.match(json, { duty_date: dateIn(10), duty_time: 'Zohr Azaan', status: 'assigned', version: 2 })
    t.match(await deliveriesOf(api), [
      { channel: 'whatsapp', state: 'cancelled', reason: 'duty_moved' },
      { channel: 'email', state: 'cancelled', reason: 'duty_moved' },
      {
        channel: 'whatsapp',
        state: 'pending',
        payload: { parameters: ['Ahmed Ali', String, 'Zohr Azaan'], duty_assignments: [{ id, version: 2 }] },
      },
      { channel: 'email', state: 'pending' },
    ])
    const { rows: after } = await api.pool.query('select allotted_at from duty_assignments')
    t.equal(Temporal.Instant.compare(before[0].allotted_at, after[0].allotted_at), -1)
  })

  await t.test('a message in flight is marked and never sent again', async (t) => {
    await api.pool.query(`update deliveries set state = 'sending' where channel = 'whatsapp'`)
    await move({ duty_date: dateIn(11) })
    t.match(await deliveriesOf(api), [
      { channel: 'whatsapp', state: 'sending', withdrawn: true },
      { channel: 'email', state: 'cancelled', withdrawn: true },
      { state: 'pending' },
      { state: 'pending' },
    ])
  })

  await t.test('moved there and back, a message each time', async (t) => {
    await move({ duty_date: dateIn(11) })
    t.match((await move({ duty_date: dateIn(10) })).json, { version: 3 })
    const pending = (await deliveriesOf(api)).filter((delivery) => delivery.state === 'pending')
    t.match(pending, [
      { channel: 'whatsapp', payload: { duty_assignments: [{ id, version: 3 }] } },
      { channel: 'email' },
    ])
  })

  await t.test('the same date and time change nothing and publish nothing', async (t) => {
    const { status, json } = await move({ duty_date: dateIn(10), duty_time: 'Fajar  Azaan' })
    t.equal(status, 200)
    t.equal(json['version'], 1)
    t.equal((await deliveriesOf(api)).length, 2)
  })

  await t.test('moved onto a duty that the person has, refused and nothing is withdrawn', async (t) => {
    await assignedId(api, { registration_id, duty_time: 'Isha' })
    t.match(await move({ duty_time: 'Isha' }), { status: 409, json: { code: 'duty_assignment_exists' } })
    t.same(new Set((await deliveriesOf(api)).map((delivery) => delivery.state)), new Set(['pending']))
  })

  await t.test('into the past, or past and only renamed, is refused', async (t) => {
    t.match(await move({ duty_date: dateIn(-1) }), { status: 422, json: { code: 'duty_in_the_past' } })
    await api.pool.query(`update duty_assignment_versions set day_ends_at = day_ends_at - interval '30 days'`)
    t.match(await move({ duty_time: 'Isha' }), { status: 422, json: { code: 'duty_in_the_past' } })
  })

  await t.test('cancelled, is refused', async (t) => {
    await api.admin.post(`/v1/duty-assignments/${id}/cancel`)
    t.match(await move({ duty_time: 'Isha' }), { status: 409, json: { code: 'duty_assignment_cancelled' } })
  })

  await t.test(
    'a field that cannot be changed and an unknown one, each refused in its own words',
    async (t) => {
      const read_only = await move({ duty_time: 'Isha', registration_id })
      t.match(read_only.json['errors'], [
        { pointer: '/registration_id', detail: 'Omit this field: it cannot be set here.' },
      ])
      const unknown = await move({ duty_time: 'Isha', duty_tme: 'Isha' })
      t.match(unknown.json['errors'], [{ pointer: '/duty_tme', detail: /typing error/ }])
    },
  )

  await t.test('an unknown id, 404', async (t) => {
    const answer = await api.admin.patch(`/v1/duty-assignments/${NOBODY}`, { duty_time: 'Isha' })
    t.match(answer, { status: 404, json: { code: 'duty_assignment_not_found' } })
  })

  await t.test('faulty or empty, is refused', async (t) => {
    t.match(await move({}), { status: 400 })
    t.match(await move({ override: { reason: 'A guest.' } }), {
      status: 400,
      json: { errors: [{ pointer: '/duty_date', detail: /new duty_time/ }] },
    })
    t.match(await move({ duty_date: '2026-02-30' }), {
      status: 400,
      json: { errors: [{ pointer: '/duty_date' }] },
    })
    t.match(await move({ registration_id }), {
      status: 400,
      json: { errors: [{ pointer: '/registration_id' }] },
    })
  })

  await t.test('several moves at once, one allotment remains', async (t) => {
    const times = ['Zohr', 'Asr', 'Maghrib', 'Isha']
    const answers = await Promise.all(times.map((duty_time) => move({ duty_time })))
    t.same(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200],
    )
    const pending = (await deliveriesOf(api)).filter((delivery) => delivery.state === 'pending')
    t.match(pending, [
      { channel: 'whatsapp', payload: { duty_assignments: [{ id, version: 5 }] } },
      { channel: 'email' },
    ])
    t.equal(pending.length, 2)
  })
})
