import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { dateIn, lockAwaited, startApi } from '../start-api.ts'
import {
  addPerson,
  assignDuty,
  holdPublishing,
  holdRow,
  messagesOf,
  openTransaction,
} from './races-support.ts'

const DATE = dateIn(10)

void test('duties: two changes at once that get in each other’s way', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query(
      'truncate registrations, duty_times, outbox, deliveries, attempts, meta_templates cascade',
    )
  })
  const assign = (registration_id: string, duty: object = {}) =>
    api.admin.post('/v1/duty-assignments', {
      registration_id,
      duty_date: DATE,
      duty_time: 'Fajar Azaan',
      ...duty,
    })
  const addDutyTime = (
    name: string,
    columns: { starts_at?: string; ends_at?: string; places?: number } = {},
  ) =>
    api.pool.query(
      `insert into duty_times (id, name, key, starts_at, ends_at, places, position) values ($1, $2, lower($2), $3, $4, $5, 1)`,
      [randomUUID(), name, columns.starts_at, columns.ends_at, columns.places],
    )
  const deadlocks = async () => {
    const { rows } = await api.pool.query<{ n: number }>(
      `select pg_stat_force_next_flush(), (select deadlocks::int from pg_stat_database where datname = current_database()) as n`,
    )
    return rows[0]?.n
  }

  await t.test('the last place, the second is told that it is full', async (t) => {
    await addDutyTime('Fajar Azaan', { places: 1 })
    const [first, second] = [await addPerson(api), await addPerson(api)]
    const gate = await holdPublishing(api)
    const winner = assign(first)
    await lockAwaited(api)
    const loser = assign(second)
    await lockAwaited(api, 2)
    await gate.release()
    t.equal((await winner).status, 201)
    t.match(await loser, { status: 409, json: { code: 'duty_full', places: 1, taken: 1 } })
    t.same(await messagesOf(api), ['duty_allotment_confirmed, pending, Fajar Azaan'])
  })

  await t.test('the last place is left by a cancellation that waits, it is free', async (t) => {
    await addDutyTime('Fajar Azaan', { places: 1 })
    const [first, second] = [await addPerson(api), await addPerson(api)]
    const id = await assignDuty(api, first)
    const gate = await holdPublishing(api)
    const moved = api.admin.patch(`/v1/duty-assignments/${id}`, { duty_date: dateIn(11) })
    await lockAwaited(api)
    const assigned = assign(second)
    await lockAwaited(api, 2)
    await gate.release()
    t.equal((await moved).status, 200)
    t.equal((await assigned).status, 201)
  })

  await t.test('overlapping times of one person, the second is refused', async (t) => {
    await addDutyTime('Fajar Azaan', { starts_at: '22:00', ends_at: '02:00' })
    await addDutyTime('Suhoor', { starts_at: '01:00', ends_at: '03:00' })
    const registration_id = await addPerson(api)
    const gate = await holdPublishing(api)
    const winner = assign(registration_id)
    await lockAwaited(api)
    const loser = assign(registration_id, { duty_time: 'Suhoor', duty_date: dateIn(11) })
    await lockAwaited(api, 2)
    await gate.release()
    const { json } = await winner
    t.match(await loser, { status: 409, json: { code: 'duty_overlaps', duty_assignment_ids: [json['id']] } })
  })

  await t.test('a rename of the duty time, the assignment judges the new row', async (t) => {
    await addDutyTime('Fajar Azaan', { places: 1 })
    const first = await addPerson(api)
    await assignDuty(api, first)
    const renaming = await openTransaction(api)
    await renaming.query(`update duty_times set name = 'Dawn', key = 'dawn'`)
    await renaming.query(`update duty_assignments set duty_time = 'Dawn', duty_time_key = 'dawn'`)
    const assigned = assign(await addPerson(api))
    await lockAwaited(api)
    await renaming.end()
    t.match(
      await assigned,
      { status: 201, json: { duty_time: 'Fajar Azaan' } },
      'an unknown label has no places',
    )
  })

  await t.test('batches of the same people in opposite order, neither is a deadlock', async (t) => {
    await addDutyTime('Fajar Azaan', { places: 3 })
    await addDutyTime('Isha', { places: 3 })
    const ids = [await addPerson(api), await addPerson(api), await addPerson(api)]
    const before = await deadlocks()
    const held = await holdRow(api, 'registrations', ids[1] ?? '')
    const batch = (people: readonly string[], duty_times: readonly string[]) =>
      api.admin.post('/v1/duty-assignments/batch', {
        items: people.flatMap((registration_id) =>
          duty_times.map((duty_time) => ({ registration_id, duty_date: DATE, duty_time })),
        ),
      })
    const one = batch(ids, ['Fajar Azaan', 'Isha'])
    const other = batch(ids.toReversed(), ['Isha', 'Fajar Azaan'])
    await lockAwaited(api, 2)
    await held.release()
    const outcomes = (await Promise.all([one, other])).map(({ status, text }) => {
      t.equal(status, 200)
      return [...text.matchAll(/"outcome":"(\w+)"/g)].map(([, outcome]) => outcome)
    })
    t.equal(outcomes.flat().filter((outcome) => outcome === 'created').length, 6)
    t.equal((await messagesOf(api)).length, 3)
    t.equal(await deadlocks(), before)
  })

  await t.test('two people with one number lose their duties, neither is a deadlock', async (t) => {
    const phone_number = '+919876543210'
    const [first, second] = [await addPerson(api, { phone_number }), await addPerson(api, { phone_number })]
    const duties = [await assignDuty(api, first), await assignDuty(api, first, { duty_time: 'Isha' })]
    const other = await assignDuty(api, second, { duty_date: dateIn(11) })
    const before = await deadlocks()
    const { rows } = await api.pool.query<{ id: string }>(
      `select d.id from deliveries d join outbox_duty_assignments e using (outbox_id) where e.duty_assignment_id = any ($1)
       order by d.id desc`,
      [duties],
    )
    const held = await holdRow(api, 'deliveries', rows[0]?.id ?? '')
    const night = api.admin.post('/v1/duty-assignments/cancel', { duty_date: DATE, expected_count: 2 })
    await lockAwaited(api)
    const cancelled = api.admin.post(`/v1/duty-assignments/${other}/cancel`)
    await lockAwaited(api, 2)
    await held.release()
    t.match(await cancelled, { status: 200 })
    t.match(await night, { status: 200 })
    t.equal(await deadlocks(), before)
    t.same(new Set((await messagesOf(api)).map((message) => message.split(', ')[1])), new Set(['cancelled']))
  })
})
