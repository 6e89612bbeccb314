import { test } from 'tap'
import { dateIn, startApi } from '../start-api.ts'
import {
  assignDuty,
  claim,
  messagesOf,
  record,
  remind,
  tellAll,
  dutyCalls,
  startOver,
} from './races-support.ts'

const DATE = dateIn(10)

void test('duties: a change while their messages are on their way', async (t) => {
  const api = await startApi(t)
  let registration_id = ''
  t.beforeEach(async () => {
    registration_id = await startOver(api)
  })
  const { cancel, move, notify } = dutyCalls(api)

  /** Two duties of one message. */
  const assignTwo = async () => {
    const ids = [
      await assignDuty(api, registration_id, { notify: 'later' }),
      await assignDuty(api, registration_id, { notify: 'later', duty_time: 'Isha' }),
    ] as const
    await notify()
    return ids
  }

  await t.test('cancelled while sending, accepted afterwards: the correction went at once', async (t) => {
    const id = await assignDuty(api, registration_id)
    const [sending = ''] = await claim(api)
    t.match((await cancel(id)).json, { told: [{ template: 'duty_allotment_confirmed', state: 'sending' }] })
    await record(api, sending, 'accepted')
    t.same(await messagesOf(api), [
      'duty_allotment_confirmed, accepted, withdrawn, Fajar Azaan',
      'duty_cancelled, pending, Fajar Azaan',
    ])
    t.equal(await tellAll(api), 0)
    t.equal((await claim(api)).length, 1, 'the correction follows')
  })

  await t.test('cancelled while sending, not sent after all: it is never sent again', async (t) => {
    const id = await assignDuty(api, registration_id)
    const [sending = ''] = await claim(api)
    await cancel(id)
    await record(api, sending, 'unsent')
    t.same(await messagesOf(api), [
      'duty_allotment_confirmed, cancelled, withdrawn, Fajar Azaan',
      'duty_cancelled, pending, Fajar Azaan',
    ])
  })

  await t.test('cancelled while in doubt, receipt afterwards: the correction went at once', async (t) => {
    const id = await assignDuty(api, registration_id)
    const [sending = ''] = await claim(api)
    await record(api, sending, 'in_doubt')
    t.match((await cancel(id)).json, { told: [{ state: 'in_doubt' }] })
    const receipt = {
      item: 1,
      delivery_id: sending,
      attempt: 1,
      provider_message_id: 'wamid.1',
      delivered_at: new Date(),
    }
    await api.pool.query(`select apply_receipts($1::jsonb, 4, '600 s')`, [JSON.stringify([receipt])])
    t.same(await messagesOf(api), [
      'duty_allotment_confirmed, delivered, withdrawn, Fajar Azaan',
      'duty_cancelled, pending, Fajar Azaan',
    ])
    t.equal(await tellAll(api), 0)
  })

  await t.test('one of two duties of a pending message moves, the other is told again at once', async (t) => {
    const [id] = await assignTwo()
    await move(id, { duty_date: dateIn(11) })
    t.same((await messagesOf(api)).toSorted(), [
      'duty_allotment_confirmed, cancelled, withdrawn, Fajar Azaan, Isha',
      'duty_allotment_confirmed, pending, Fajar Azaan',
      'duty_allotment_confirmed, pending, Isha',
    ])
    t.equal(await tellAll(api), 0)
  })

  await t.test(
    'one of two duties of a message in flight moves, the sweep tells the other only if it did not arrive',
    async (t) => {
      const [id] = await assignTwo()
      const [sending = ''] = await claim(api)
      await move(id, { duty_date: dateIn(11) })
      t.equal(await tellAll(api), 0, 'it may arrive')
      await record(api, sending, 'unsent')
      t.equal(await tellAll(api), 1)
      t.same(await messagesOf(api), [
        'duty_allotment_confirmed, cancelled, withdrawn, Fajar Azaan, Isha',
        'duty_changed, pending, Fajar Azaan, Fajar Azaan',
        'duty_allotment_confirmed, pending, Isha',
      ])
      t.equal(await tellAll(api), 0)
    },
  )

  await t.test('one of two duties of a message that arrived moves, the other is told nothing', async (t) => {
    const [id] = await assignTwo()
    const [sending = ''] = await claim(api)
    await move(id, { duty_date: dateIn(11) })
    await record(api, sending, 'accepted')
    t.equal(await tellAll(api), 0)
    t.equal((await messagesOf(api)).length, 2)
  })

  await t.test('moved away and back while sending, told once', async (t) => {
    const id = await assignDuty(api, registration_id)
    const [sending = ''] = await claim(api)
    await move(id, { duty_date: dateIn(11) })
    await move(id, { duty_date: DATE })
    await record(api, sending, 'accepted')
    t.equal(await tellAll(api), 0)
    t.same(await messagesOf(api), [
      'duty_allotment_confirmed, accepted, withdrawn, Fajar Azaan',
      'duty_changed, cancelled, withdrawn, Fajar Azaan, Fajar Azaan',
    ])
  })

  await t.test('moved away and back while sending, not sent after all: the sweep tells it', async (t) => {
    const id = await assignDuty(api, registration_id)
    const [sending = ''] = await claim(api)
    await move(id, { duty_date: dateIn(11) })
    await move(id, { duty_date: DATE })
    await record(api, sending, 'unsent')
    t.equal(await tellAll(api), 1)
    t.equal((await messagesOf(api)).at(-1), 'duty_allotment_confirmed, pending, Fajar Azaan')
  })

  await t.test(
    'a reminder of two duties is in doubt when one moves, the other is not reminded twice',
    async (t) => {
      const [id] = await assignTwo()
      await api.pool.query(`update deliveries set state = 'read'`)
      await remind(api)
      const [sending = ''] = await claim(api)
      await move(id, { duty_date: dateIn(11) })
      await record(api, sending, 'in_doubt')
      await api.pool.query(`update deliveries set next_attempt_at = clock_timestamp() where id = $1`, [
        sending,
      ])
      await api.pool.query(`select settle_deliveries('whatsapp', '600 s', 'resend', 4)`)
      await remind(api)
      await tellAll(api)
      t.same(
        (await messagesOf(api)).filter((message) => message.startsWith('duty_reminder')),
        ['duty_reminder_tomorrow, cancelled, withdrawn, Fajar Azaan, Isha'],
      )
    },
  )
})
