import { test } from 'tap'
import { dateIn, lockAwaited, startApi } from '../start-api.ts'
import {
  addPerson,
  assignDuty,
  erase,
  holdPublishing,
  messagesOf,
  remind,
  tellAll,
  dutyCalls,
  startOver,
} from './races-support.ts'

void test('duties: changes beside the sweeps', async (t) => {
  const api = await startApi(t)
  let registration_id = ''
  t.beforeEach(async () => {
    registration_id = await startOver(api)
  })
  const { cancel, move, notify } = dutyCalls(api)
  /** So that the sweep has something to tell. */
  const withdrawAll = () =>
    api.pool.query(
      `update deliveries set withdrawn = true, state = 'cancelled', reason = 'opted_out' where state = 'pending'`,
    )

  /** The sweep waits for the change, then the change for the sweep. */
  const SWEEPS = [
    { name: 'tell_all_duties', sweep: tellAll },
    { name: 'the sweep of reminders', sweep: remind },
  ]
  const CHANGES = [
    { name: 'a move', act: (id: string) => move(id, { duty_date: dateIn(11) }), says: 'duty_changed' },
    { name: 'a cancellation', act: cancel, says: 'duty_cancelled' },
    {
      name: 'a hand-over',
      act: async (id: string) =>
        api.admin.post(`/v1/duty-assignments/${id}/hand-over`, { registration_id: await addPerson(api) }),
      says: 'duty_cancelled',
    },
  ]
  for (const { name, sweep } of SWEEPS) {
    for (const change of CHANGES) {
      await t.test(`${name} beside ${change.name}, nothing is told of what ended`, async (t) => {
        const id = await assignDuty(api, registration_id)
        await api.pool.query(`update deliveries set state = 'read'`)
        const isha = await assignDuty(api, registration_id, { duty_time: 'Isha' })
        await withdrawAll()
        const gate = await holdPublishing(api)
        const sweeping = sweep(api)
        await lockAwaited(api)
        const changing = change.act(id)
        await lockAwaited(api, 2)
        await gate.release()
        await sweeping
        t.equal((await changing).status, 200)
        await sweep(api)
        await tellAll(api)
        const messages = await messagesOf(api, registration_id)
        t.equal(messages.filter((message) => message.startsWith(change.says)).length, 1)
        const pending = messages.filter((message) => /, pending, /.test(message))
        t.notMatch(
          pending.filter((message) => message.startsWith('duty_reminder')),
          /Fajar/,
        )
        t.equal(pending.filter((message) => message === 'duty_allotment_confirmed, pending, Isha').length, 1)
        t.equal((await cancel(isha)).status, 200)
      })
    }
  }

  await t.test('the sweep waits for a notify of the duty, it is told once', async (t) => {
    await assignDuty(api, registration_id, { duty_time: 'Isha', notify: 'later' })
    await assignDuty(api, registration_id)
    await withdrawAll()
    const gate = await holdPublishing(api)
    const notified = notify()
    await lockAwaited(api)
    const swept = tellAll(api)
    await lockAwaited(api, 2)
    await gate.release()
    t.match((await notified).json, { published: 1, messages: 1 })
    t.equal(await swept, 0)
    t.same((await messagesOf(api)).slice(1), ['duty_allotment_confirmed, pending, Fajar Azaan, Isha'])
  })

  await t.test('the sweep beside an erasure, nothing is left to send', async (t) => {
    await assignDuty(api, registration_id)
    await withdrawAll()
    const gate = await holdPublishing(api)
    const swept = tellAll(api)
    await lockAwaited(api)
    const erased = erase(api, registration_id)
    await lockAwaited(api, 2)
    await gate.release()
    t.equal(await swept, 1)
    t.equal((await erased).status, 204)
    t.equal(await tellAll(api), 0)
    t.notMatch(await messagesOf(api), /pending/)
  })
})
