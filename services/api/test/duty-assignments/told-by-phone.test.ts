import { test } from 'tap'
import { boardOf } from '../days/support.ts'
import { erase } from '../erasure/support.ts'
import {
  ADMIN_SECRET,
  type Api,
  assignedId,
  dateIn,
  lockAwaited,
  registeredId,
  startApi,
} from '../start-api.ts'

const DATE = dateIn(10)
const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

function tick(api: Api, id: string, body: object, more: Record<string, string> = {}) {
  const headers = { authorization: `Bearer ${ADMIN_SECRET}`, ...more }
  return api.call({ method: 'POST', url: `/v1/duty-assignments/${id}/told-by-phone`, headers, payload: body })
}

async function versionsIn(api: Api) {
  const { rows } = await api.pool.query(
    `select version, told_by_phone_at is not null as is_ticked, told_by_phone_note as note
     from duty_assignment_versions order by version`,
  )
  return rows
}

void test('told by phone', async (t) => {
  const api = await startApi(t)
  let registration_id = ''
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts, idempotency_keys cascade')
    registration_id = await registeredId(api)
  })
  const reached = async () => (await boardOf(api, DATE)).duty_times[0]?.assignments[0]?.reached

  await t.test('ticks off the present version, with a note and an audit entry without it', async (t) => {
    const id = await assignedId(api, { registration_id, notify: 'later' })
    t.match((await boardOf(api, DATE)).to_call, [{ reason: 'waiting', duty_assignment_id: id, version: 1 }])
    const answer = await tick(api, id, { version: 1, note: 'Spoke to his brother.' })
    t.match(answer, { status: 200, headers: { etag: /^"1/ }, json: { id, version: 1, allotment: 'waiting' } })
    t.equal(await reached(), 'yes')
    t.same((await boardOf(api, DATE)).to_call, [])
    t.same(await versionsIn(api), [{ version: 1, is_ticked: true, note: 'Spoke to his brother.' }])
    const { rows } = await api.pool.query(
      `select subject_id, details from audit_log where action = 'duty_assignment.told_by_phone'`,
    )
    t.same(rows, [{ subject_id: id, details: { version: 1 } }])
  })

  await t.test('a later change takes the tick back', async (t) => {
    const id = await assignedId(api, { registration_id })
    await tick(api, id, { version: 1 })
    await api.admin.patch(`/v1/duty-assignments/${id}`, { duty_time: 'Isha Azaan' })
    t.equal(await reached(), 'no')
    t.match((await boardOf(api, DATE)).to_call, [{ reason: 'owed_correction', version: 2 }])
  })

  await t.test('another version than the present one, 412', async (t) => {
    const id = await assignedId(api, { registration_id })
    await api.admin.patch(`/v1/duty-assignments/${id}`, { duty_time: 'Isha Azaan' })
    for (const version of [1, 3]) {
      t.match(await tick(api, id, { version }), {
        status: 412,
        json: { code: 'precondition_failed', current_version: 2 },
      })
    }
  })

  await t.test(
    'again, the first time and its note stay; an Idempotency-Key gives the same answer',
    async (t) => {
      const id = await assignedId(api, { registration_id })
      const key = { 'idempotency-key': 'one-call' }
      const first = await tick(api, id, { version: 1, note: 'Yes.' }, key)
      t.match(await tick(api, id, { version: 1, note: 'Yes.' }, key), {
        status: 200,
        text: first.text,
        headers: { 'idempotency-replayed': 'true' },
      })
      await tick(api, id, { version: 1 })
      t.same(await versionsIn(api), [{ version: 1, is_ticked: true, note: 'Yes.' }])
    },
  )

  for (const [body, pointer] of [
    [{}, '/version'],
    [{ version: 1, note: 'x'.repeat(501) }, '/note'],
    [{ version: 1, note: 'a\0b' }, '/note'],
  ] as const) {
    await t.test(`${JSON.stringify(body).slice(0, 30)}, 400`, async (t) => {
      const id = await assignedId(api, { registration_id })
      t.match(await tick(api, id, body), { status: 400, json: { errors: [{ pointer }] } })
    })
  }

  await t.test('nobody has the id, 404; the person is erased, 409', async (t) => {
    t.match(await tick(api, NOBODY, { version: 1 }), {
      status: 404,
      json: { code: 'duty_assignment_not_found' },
    })
    const id = await assignedId(api, { registration_id })
    await tick(api, id, { version: 1, note: 'Spoke to his brother.' })
    await erase(api, registration_id)
    t.match(await tick(api, id, { version: 2, note: 'Ahmed' }), {
      status: 409,
      json: { code: 'registration_erased' },
    })
    t.same(await versionsIn(api), [
      { version: 1, is_ticked: true, note: null },
      { version: 2, is_ticked: false, note: null },
    ])
  })

  await t.test('a move that is under way, is waited for, and then the version is another', async (t) => {
    const id = await assignedId(api, { registration_id })
    const client = await api.pool.connect()
    try {
      await client.query('begin')
      await client.query('select from duty_assignments where id = $1 for no key update', [id])
      const ticked = tick(api, id, { version: 1 })
      await lockAwaited(api)
      await client.query('update duty_assignments set version = 2 where id = $1', [id])
      await client.query('commit')
      t.match(await ticked, { status: 412, json: { current_version: 2 } })
    } finally {
      client.release()
    }
  })
})
