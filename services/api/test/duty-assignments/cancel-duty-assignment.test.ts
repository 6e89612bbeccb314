import { test } from 'tap'
import { assignedId, deliveriesOf, registeredId, startApi } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

void test('cancel-duty-assignment: unsent messages are withdrawn; a repetition gets the same answer', async (t) => {
  const api = await startApi(t)
  const registration_id = await registeredId(api)
  await api.pool.query('truncate outbox, deliveries, attempts cascade')
  const id = await assignedId(api, { registration_id })

  const first = await api.admin.post(`/v1/duty-assignments/${id}/cancel`)
  t.match(first, { status: 200, json: { id, status: 'cancelled', version: 2 } })
  t.match(await deliveriesOf(api), [
    { state: 'cancelled', reason: 'duty_cancelled', withdrawn: true },
    { state: 'cancelled', reason: 'duty_cancelled', withdrawn: true },
  ])
  const second = await api.admin.post(`/v1/duty-assignments/${id}/cancel`)
  t.equal(second.status, 200)
  t.same(second.json, first.json)
})

void test('cancel-duty-assignment: an unknown id, 404', async (t) => {
  const api = await startApi(t)
  const answer = await api.admin.post(`/v1/duty-assignments/${NOBODY}/cancel`)
  t.match(answer, { status: 404, json: { code: 'duty_assignment_not_found' } })
})
