import { test } from 'tap'
import { lockAwaited, startApi } from '../start-api.ts'
import {
  addPerson,
  assignDuty,
  holdPublishing,
  holdRow,
  messagesOf,
  tellAll,
  dutyCalls,
  startOver,
} from './races-support.ts'

void test('duties: changes beside the publication of what waits', async (t) => {
  const api = await startApi(t)
  let registration_id = ''
  t.beforeEach(async () => {
    registration_id = await startOver(api)
  })
  const { move, notify } = dutyCalls(api)

  await t.test('notify twice at once, published once', async (t) => {
    await assignDuty(api, registration_id, { notify: 'later' })
    const gate = await holdPublishing(api)
    const first = notify()
    await lockAwaited(api)
    const second = notify()
    await lockAwaited(api, 2)
    await gate.release()
    t.match((await first).json, { published: 1, messages: 1 })
    t.match((await second).json, { published: 0, messages: 0 })
    t.equal((await messagesOf(api)).length, 1)
  })

  await t.test('notify, then a move that waited for it: the first message never leaves', async (t) => {
    const id = await assignDuty(api, registration_id, { notify: 'later' })
    const gate = await holdPublishing(api)
    const notified = notify()
    await lockAwaited(api)
    const moved = move(id, { duty_time: 'Isha' })
    await lockAwaited(api, 2)
    await gate.release()
    t.match((await notified).json, { published: 1, messages: 1 })
    t.match((await moved).json, { version: 2, allotment: 'published', told: [] })
    t.same(await messagesOf(api), [
      'duty_allotment_confirmed, cancelled, withdrawn, Fajar Azaan',
      'duty_allotment_confirmed, pending, Isha',
    ])
  })

  await t.test('a move, then notify that waited for it: it is told where it is now', async (t) => {
    const id = await assignDuty(api, registration_id, { notify: 'later' })
    const held = await holdRow(api, 'duty_assignments', id)
    const moved = move(id, { duty_time: 'Isha' })
    await lockAwaited(api)
    const notified = notify()
    await lockAwaited(api, 2)
    await held.release()
    t.match((await moved).json, { version: 2, allotment: 'waiting' })
    t.match((await notified).json, { published: 1, messages: 1 })
    t.same(await messagesOf(api), ['duty_allotment_confirmed, pending, Isha'])
  })

  for (const notify_first of [true, false]) {
    await t.test(
      `notify ${notify_first ? 'before' : 'after'} another duty of the day, each told once`,
      async (t) => {
        await assignDuty(api, registration_id, { notify: 'later' })
        const gate = await holdPublishing(api)
        const assign = () => assignDuty(api, registration_id, { duty_time: 'Isha' })
        const first = notify_first ? notify() : assign()
        await lockAwaited(api)
        const second = notify_first ? assign() : notify()
        await lockAwaited(api, 2)
        await gate.release()
        await Promise.all([first, second])
        t.equal(await tellAll(api), 0)
        t.same((await messagesOf(api)).toSorted(), [
          'duty_allotment_confirmed, pending, Fajar Azaan',
          'duty_allotment_confirmed, pending, Isha',
        ])
      },
    )
  }

  await t.test(
    'a waiting duty of another person is created while notify waits, it is left to the next',
    async (t) => {
      await assignDuty(api, registration_id, { notify: 'later' })
      const other = await addPerson(api)
      const held = await holdRow(api, 'registrations', registration_id)
      const notified = notify()
      await lockAwaited(api)
      await assignDuty(api, other, { notify: 'later' })
      const erasing = await holdRow(api, 'registrations', other)
      await held.release()
      t.match((await notified).json, { published: 1 }, 'it did not wait for a person whom it had not locked')
      await erasing.release()
      t.match((await notify()).json, { published: 1 })
    },
  )
})
