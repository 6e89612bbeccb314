import { randomUUIDv7 } from 'node:crypto'
import type { PoolClient } from 'pg'
import { type Test, test } from 'tap'
import {
  ADMIN_SECRET,
  type Api,
  assignedId,
  dateIn,
  deliveriesOf,
  lockAwaited,
  registeredId,
  startApi,
  until,
} from '../start-api.ts'
import { createdId, labelsOf, setVersions } from './support.ts'

const FAJAR = 'fajar azaan'

void test('duty times, changed while duties are', async (t) => {
  const api = await startApi(t)
  let duty_time = ''
  let registration_id = ''
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, duty_times, outbox, deliveries cascade')
    duty_time = await createdId(api, { name: 'Fajar Azaan' })
    registration_id = await registeredId(api)
  })
  const rename = (name: string) => api.admin.patch(`/v1/duty-times/${duty_time}`, { name })
  const assign = (id = registration_id) =>
    api.admin.post('/v1/duty-assignments', {
      registration_id: id,
      duty_date: dateIn(10),
      duty_time: 'Fajar Azaan',
    })
  const remove = () =>
    api.call({
      method: 'DELETE',
      url: `/v1/duty-times/${duty_time}`,
      headers: { authorization: `Bearer ${ADMIN_SECRET}` },
    })

  await t.test('rename × assign: the assignment came first, it is renamed', async (t) => {
    const holding = await begin(t, api)
    await holding.query('lock table audit_log in share mode')
    const assigning = assign()
    await waiting(api, 1)
    const renaming = rename('Fajr Adhan')
    await waiting(api, 2)
    await holding.query('commit')
    t.match(await assigning, { status: 201, json: { duty_time: 'Fajar Azaan' } })
    t.equal((await renaming).status, 200)
    t.match(await labelsOf(api), [{ duty_time: 'Fajr Adhan', duty_time_key: 'fajr adhan', version: 1 }])
    t.match(await deliveriesOf(api), [
      { template: 'registration_received' },
      { template: 'registration_received' },
      {
        template: 'duty_allotment_confirmed',
        state: 'pending',
        payload: { parameters: { 2: 'Fajar Azaan' } },
      },
      { template: 'duty_allotment_confirmed', state: 'pending' },
    ])
  })

  await t.test('rename × assign: the assignment is rolled back, the rename goes on', async (t) => {
    const assigning = await begin(t, api)
    await lockByKey(assigning, FAJAR)
    await insertDuty(assigning, { registration_id, key: FAJAR })
    const renaming = rename('Fajr Adhan')
    await lockAwaited(api)
    await assigning.query('rollback')
    t.equal((await renaming).status, 200)
    t.same(await labelsOf(api), [])
  })

  await t.test('rename × assign: the rename came first, the label is free then', async (t) => {
    const id = await assignedId(api, { registration_id })
    const holding = await begin(t, api)
    await holding.query('select from duty_assignments where id = $1 for share', [id])
    const renaming = rename('Fajr Adhan')
    await lockAwaited(api)
    const assigning = assign(await registeredId(api, { full_name: 'Fatima Ali' }))
    await waiting(api, 2)
    await holding.query('commit')
    t.equal((await renaming).status, 200)
    t.match(await assigning, { status: 201, json: { duty_time: 'Fajar Azaan' } })
    t.match(await labelsOf(api), [
      { duty_time: 'Fajr Adhan' },
      { duty_time: 'Fajar Azaan', duty_time_key: FAJAR },
    ])
  })

  await t.test('rename × assign: the person gets the new name as a free label meanwhile, 409', async (t) => {
    await assignedId(api, { registration_id })
    const assigning = await begin(t, api)
    await insertDuty(assigning, { registration_id, key: 'fajr adhan' })
    const renaming = rename('Fajr Adhan')
    await lockAwaited(api)
    await assigning.query('commit')
    t.match(await renaming, { status: 409, json: { code: 'duty_time_exists' } })
    t.match(await labelsOf(api), [{ duty_time: 'Fajar Azaan' }, { duty_time: 'fajr adhan' }])
    t.match((await api.admin.get('/v1/duty-times')).json, { items: [{ name: 'Fajar Azaan', version: 1 }] })
  })

  await t.test('rename × create: the other duty time came first, 409 with its id', async (t) => {
    const creating = await begin(t, api)
    const { rows } = await creating.query<{ id: string }>(
      `insert into duty_times (id, name, key, position) values (gen_random_uuid(), 'Fajr Adhan', 'fajr adhan', 2) returning id`,
    )
    const renaming = rename('Fajr Adhan')
    await lockAwaited(api)
    await creating.query('commit')
    t.match(await renaming, { status: 409, json: { duty_time_id: rows[0]?.id } })
  })

  await t.test('rename × cancel: the cancellation came first, its version gets the new label', async (t) => {
    const id = await assignedId(api, { registration_id })
    await setVersions(api, id)
    const cancelling = await begin(t, api)
    await cancelling.query(`update duty_assignments set status = 'cancelled', version = 3 where id = $1`, [
      id,
    ])
    await cancelling.query(
      `with ended as (update duty_assignment_versions set ended_at = now(), ended_by = 'cancelled'
         where duty_assignment_id = $1 and ended_at is null returning *)
       insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key,
         status, day_ends_at)
       select duty_assignment_id, 3, registration_id, duty_date, duty_time, duty_time_key, 'cancelled', day_ends_at from ended`,
      [id],
    )
    const renaming = rename('Fajr Adhan')
    await lockAwaited(api)
    await cancelling.query('commit')
    t.equal((await renaming).status, 200)
    const { rows } = await api.pool.query(
      'select version, duty_time from duty_assignment_versions order by version',
    )
    t.same(rows, [
      { version: 1, duty_time: 'Fajar Azaan' },
      { version: 2, duty_time: 'Fajar Azaan' },
      { version: 3, duty_time: 'Fajr Adhan' },
    ])
  })

  await t.test('delete × assign: the assignment came first, 409', async (t) => {
    const holding = await begin(t, api)
    await holding.query('lock table audit_log in share mode')
    const assigning = assign()
    await waiting(api, 1)
    const deleting = remove()
    await waiting(api, 2)
    await holding.query('commit')
    t.equal((await assigning).status, 201)
    t.match(await deleting, { status: 409, json: { code: 'duty_time_assigned' } })
  })

  await t.test('delete × assign: the deletion came first, the label is free then', async (t) => {
    const holding = await begin(t, api)
    await holding.query('lock table audit_log in share mode')
    const deleting = remove()
    await waiting(api, 1)
    const assigning = assign()
    await waiting(api, 2)
    await holding.query('commit')
    t.equal((await deleting).status, 204)
    t.equal((await assigning).status, 201)
    t.match(await labelsOf(api), [{ duty_time: 'Fajar Azaan' }])
  })
})

/** A transaction of the test's own, as another process has one. */
async function begin(t: Test, api: Api): Promise<PoolClient> {
  const client = await api.pool.connect()
  t.teardown(async () => {
    await client.query('rollback')
    client.release()
  })
  await client.query('begin')
  return client
}

/** As assigning a duty locks the duty time of its label. */
async function lockByKey(client: PoolClient, key: string): Promise<number> {
  const { rows } = await client.query('select from duty_times where key = $1 for no key update', [key])
  return rows.length
}

async function insertDuty(client: PoolClient, duty: { registration_id: string; key: string }): Promise<void> {
  await client.query(
    `insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key) values ($4, $1, $2, $3, $3)`,
    [duty.registration_id, dateIn(10), duty.key, randomUUIDv7()],
  )
}

async function waiting(api: Api, sessions: number): Promise<void> {
  await until(async () => {
    const { rows } = await api.pool.query(
      `select from pg_stat_activity where wait_event_type = 'Lock' and wait_event <> 'object' and datname = current_database()`,
    )
    return rows.length === sessions
  })
}
