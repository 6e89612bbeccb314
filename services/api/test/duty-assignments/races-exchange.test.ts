import { lockAddressForErasure } from '@dutybell/shared/db/address-lock'
import { test } from 'tap'
import { dateIn, lockAwaited, startApi } from '../start-api.ts'
import {
  addPerson,
  approveCorrections,
  assignDuty,
  erase,
  holdPublishing,
  holdRow,
  messagesOf,
} from './races-support.ts'

const DATE = dateIn(10)
const PHONE_NUMBER = '+919876543210'

void test('duties: exchanges and cancellations at once', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts, meta_templates cascade')
  })

  await t.test('a swap and a cancellation of one of its duties, the second is refused', async (t) => {
    await approveCorrections(api)
    const a = await assignDuty(api, await addPerson(api))
    const b = await assignDuty(api, await addPerson(api), { duty_time: 'Isha' })
    const gate = await holdPublishing(api)
    const swapped = api.admin.post('/v1/duty-assignments/swap', {
      duty_assignment_ids: [a, b],
      versions: [1, 1],
    })
    await lockAwaited(api)
    const cancelled = api.admin.post(`/v1/duty-assignments/${b}/cancel`)
    await lockAwaited(api, 2)
    await gate.release()
    t.equal((await swapped).status, 200)
    t.match(
      await cancelled,
      { status: 200, json: { status: 'cancelled', version: 2, told: [] } },
      'it is cancelled',
    )
    const { rows } = await api.pool.query(`select from duty_assignments where status = 'assigned'`)
    t.equal(rows.length, 2, 'the duties that the swap created stay')
  })

  await t.test('a cancellation before the swap of the duty, the swap changes nothing', async (t) => {
    const a = await assignDuty(api, await addPerson(api))
    const b = await assignDuty(api, await addPerson(api), { duty_time: 'Isha' })
    const held = await holdRow(api, 'duty_assignments', b)
    const cancelled = api.admin.post(`/v1/duty-assignments/${b}/cancel`)
    await lockAwaited(api)
    const swapped = api.admin.post('/v1/duty-assignments/swap', { duty_assignment_ids: [a, b] })
    await lockAwaited(api, 2)
    await held.release()
    t.equal((await cancelled).status, 200)
    t.match(await swapped, { status: 409, json: { code: 'duty_assignment_cancelled' } })
    t.same((await messagesOf(api)).toSorted(), [
      'duty_allotment_confirmed, cancelled, withdrawn, Isha',
      'duty_allotment_confirmed, pending, Fajar Azaan',
    ])
  })

  await t.test('a duty leaves the night that is being cancelled, it is not cancelled', async (t) => {
    const ids = [await assignDuty(api, await addPerson(api)), await assignDuty(api, await addPerson(api))]
    const held = await holdRow(api, 'duty_assignments', ids[0] ?? '')
    const moved = api.admin.patch(`/v1/duty-assignments/${ids[0]}`, { duty_date: dateIn(12) })
    await lockAwaited(api)
    const night = api.admin.post('/v1/duty-assignments/cancel', { duty_date: DATE, expected_count: 2 })
    await lockAwaited(api, 2)
    await held.release()
    t.equal((await moved).status, 200)
    t.match(await night, { status: 409, json: { code: 'expected_count_differs' } })
    const { rows } = await api.pool.query(`select from duty_assignments where status = 'assigned'`)
    t.equal(rows.length, 2)
  })

  await t.test('erasing the giver while the duty is handed over, the duty is not handed over', async (t) => {
    const giver = await addPerson(api, { phone_number: PHONE_NUMBER })
    const taker = await addPerson(api)
    const id = await assignDuty(api, giver)
    // Held at an address: at a later lock the erasure begins again after 50 ms.
    const holding = await api.db.startTransaction().execute()
    await lockAddressForErasure(holding, PHONE_NUMBER)
    const erased = erase(api, giver)
    await lockAwaited(api)
    const handed = api.admin.post(`/v1/duty-assignments/${id}/hand-over`, { registration_id: taker })
    await lockAwaited(api, 2)
    await holding.commit().execute()
    t.equal((await erased).status, 204)
    t.match(await handed, { status: 409, json: { code: 'duty_assignment_cancelled' } })
  })

  await t.test('erasing the taker after the duty was handed over, nobody has it', async (t) => {
    const id = await assignDuty(api, await addPerson(api))
    const taker = await addPerson(api)
    const gate = await holdPublishing(api)
    const handed = api.admin.post(`/v1/duty-assignments/${id}/hand-over`, { registration_id: taker })
    await lockAwaited(api)
    const erased = erase(api, taker)
    await lockAwaited(api, 2)
    await gate.release()
    t.equal((await handed).status, 200)
    t.equal((await erased).status, 204)
    t.same(new Set((await messagesOf(api)).map((message) => message.split(', ')[1])), new Set(['cancelled']))
  })
})
