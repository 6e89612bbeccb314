import { sql } from 'kysely'
import { test } from 'tap'
import { tomorrowOf } from '@dutybell/shared/calendar/duty-day'
import { zoneWhereItIsNoon } from '@dutybell/testing/noon'
import { computeReserve } from '../../src/daily-limit/recipient-reserve.ts'
import { addDuty } from '../alerts/support.ts'
import { type Bench, deliveryOf, openBench } from '../fixture.ts'
import { claim, ended, enqueue, enqueueOne, newNumber, record, settle } from './support.ts'

test('claim: one recipient is left in the daily limit and the first candidate is not sendable, one is claimed and the rest held', async (t) => {
  const bench = await openBench(t)
  const suppressed = newNumber()
  await sql`insert into recipients (channel, address, suppressed_at) values ('whatsapp', ${suppressed}, now())`.execute(
    bench.db,
  )
  const [, second, third] = await enqueue(bench, [{ phone_number: suppressed }, {}, {}])
  const claimed = await claim(bench, 2, { daily_recipients: 1 })
  t.same(
    claimed.map(({ delivery_id }) => delivery_id),
    [second],
  )
  t.match(await deliveryOf(bench, third ?? ''), { state: 'held', reason: 'daily_recipients' })
})

const ZONE = zoneWhereItIsNoon()

function reserve({ db }: Bench, limit: number): Promise<void> {
  return computeReserve({ db, time_zone: ZONE, reminder_time: '18:00' }, limit)
}

function addDutyTomorrow(bench: Bench): Promise<string> {
  const duty_date = tomorrowOf(Temporal.Now.instant(), ZONE).toString()
  return addDuty(bench, { duty_date, allotted_at: '2026-01-01T00:00:00Z' })
}

async function reasons(bench: Bench): Promise<readonly (string | null)[]> {
  const rows = await bench.db.selectFrom('deliveries').select('reason').where('state', '=', 'held').execute()
  return rows.map(({ reason }) => reason)
}

async function sendTo(
  bench: Bench,
  phone_number: string,
  template: 'registration_received' | 'duty_reminder_tomorrow',
) {
  await enqueueOne(bench, { phone_number, type: template })
  const claimed = await claim(bench, 10, { daily_recipients: 3 })
  await record(
    bench,
    claimed.map((one) => ended(one, 'accepted')),
  )
  return claimed.map(({ recipient }) => recipient)
}

test('claim: nothing is reserved, messages that can wait stop at the daily limit', async (t) => {
  const bench = await openBench(t)
  await reserve(bench, 3)
  await enqueue(bench, [{}, {}, {}, {}, {}])
  t.equal((await claim(bench, 10, { daily_recipients: 3 })).length, 3)
  t.same(await reasons(bench), ['daily_recipients', 'daily_recipients'])
  await reserve(bench, 3)
  t.same(await sendTo(bench, newNumber(), 'registration_received'), [])
})

test('claim: strangers take the daily limit, the shares of the reminders of tomorrow are kept', async (t) => {
  const bench = await openBench(t)
  const [first, second] = [await addDutyTomorrow(bench), await addDutyTomorrow(bench)]
  await reserve(bench, 3)
  await enqueue(bench, [{}, {}, {}, {}])
  t.equal((await claim(bench, 10, { daily_recipients: 3 })).length, 1)
  t.same(await reasons(bench), ['reserved_for_reminders', 'reserved_for_reminders', 'reserved_for_reminders'])
  const channel = () =>
    bench.db
      .selectFrom('channels')
      .select(['reserved_recipients', 'unreserved_left'])
      .where('channel', '=', 'whatsapp')
      .executeTakeFirstOrThrow()
  t.same(await channel(), { reserved_recipients: 2, unreserved_left: 0 })
  await settle(bench, { daily_recipients: 3 })
  t.equal((await reasons(bench)).length, 3, 'nothing is free')

  t.same(
    await sendTo(bench, first, 'registration_received'),
    [first],
    'a person in the reserve takes the own share',
  )
  await reserve(bench, 3)
  t.same(await channel(), { reserved_recipients: 1, unreserved_left: 0 })
  t.same(await sendTo(bench, first, 'duty_reminder_tomorrow'), [first], 'who was reached takes no share')
  t.same(await sendTo(bench, second, 'duty_reminder_tomorrow'), [second])

  await reserve(bench, 5)
  await settle(bench, { daily_recipients: 5 })
  t.equal((await reasons(bench)).length, 1, 'two more are free')
})

test('claim: a person gets a duty for tomorrow, the message that waited for the reserve goes', async (t) => {
  const bench = await openBench(t)
  await addDutyTomorrow(bench)
  const phone_number = await addDutyTomorrow(bench)
  await reserve(bench, 1)
  await sql`update recipients set reserved_for = null where address = ${phone_number}`.execute(bench.db)
  const id = await enqueueOne(bench, { phone_number })
  await claim(bench, 10, { daily_recipients: 3 })
  t.match(await deliveryOf(bench, id), { state: 'held', reason: 'reserved_for_reminders' })
  await reserve(bench, 3)
  t.same(
    (await claim(bench, 10, { daily_recipients: 3 })).map(({ delivery_id }) => delivery_id),
    [id],
  )
})

test('claim: the limit is used up and a person was reached meanwhile, the held reminder goes', async (t) => {
  const bench = await openBench(t)
  const phone_number = newNumber()
  const [reminder, confirmation] = [
    await enqueueOne(bench, { phone_number, type: 'duty_reminder_tomorrow' }),
    await enqueueOne(bench, { phone_number: newNumber() }),
  ]
  t.same(await claim(bench, 10, { daily_recipients: 0 }), [])
  t.same(await reasons(bench), ['daily_recipients', 'daily_recipients'])
  await sql`insert into recipients (channel, address, reached_at) values ('whatsapp', ${phone_number}, clock_timestamp())`.execute(
    bench.db,
  )
  await settle(bench, { daily_recipients: 0 })
  await reserve(bench, 0)
  t.same(
    (await claim(bench, 10, { daily_recipients: 0 })).map(({ delivery_id }) => delivery_id),
    [reminder],
  )
  t.match(await deliveryOf(bench, confirmation), { state: 'held' })
})
