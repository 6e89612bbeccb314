import { sql } from 'kysely'
import { test } from 'tap'
import { readDailyRecipients, reminderShortage } from '../../src/channels/daily-recipients.ts'
import type { Database } from '../../src/db/client.ts'
import { processReminders } from '../../src/reminders/run-reminders.ts'
import { addPerson, assign, at, openBench } from '../reminders/support.ts'

const MORNING = '2026-03-14T09:00:00+05:30'
const EVENING = '2026-03-14T18:05:00+05:30'
const TOMORROW = '2026-03-15'

function read({ db }: Database, limit: number | null, now = MORNING) {
  return readDailyRecipients(db, {
    limit,
    time_zone: 'Asia/Kolkata',
    reminder_time: '18:00',
    now: Temporal.Instant.from(now),
  })
}

async function reach({ db }: Database, address: string, at: string): Promise<void> {
  await sql`insert into recipients (channel, address, reached_at) values ('whatsapp', ${address}, ${at})`.execute(
    db,
  )
}

async function phoneOf({ db }: Database, id: string): Promise<string> {
  const query = db.selectFrom('registrations').select('phone_number').where('id', '=', id)
  return (await query.executeTakeFirstOrThrow()).phone_number ?? ''
}

async function addDuties(bench: Database, count: number): Promise<string[]> {
  const people = await Promise.all(Array.from({ length: count }, () => addPerson(bench)))
  for (const registration_id of people) await assign(bench, { registration_id, duty_date: TOMORROW })
  return people
}

test('daily-recipients: no recipient reached, a duty tomorrow needs one', async (t) => {
  const bench = await openBench(t)
  const [person = ''] = await addDuties(bench, 3)
  await assign(bench, { registration_id: person, duty_date: TOMORROW, duty_time: 'Zohr Azaan' })
  await assign(bench, { registration_id: await addPerson(bench), duty_date: '2026-03-16' })
  const daily = await read(bench, 2)
  t.same(daily, {
    limit: 2,
    reached: 0,
    left: 2,
    held: 0,
    needed_for_reminders: 3,
    left_for_reminders: 2,
  })
  t.equal(reminderShortage(daily), 1)
})

test('daily-recipients: no limit, no shortage', async (t) => {
  const bench = await openBench(t)
  await addDuties(bench, 2)
  const daily = await read(bench, null)
  t.match(daily, { limit: null, reached: 0, left: null, needed_for_reminders: 2, left_for_reminders: null })
  t.equal(reminderShortage(daily), 0)
})

test('daily-recipients: a recipient reached today, counts against the limit and is not needed again', async (t) => {
  const bench = await openBench(t)
  const [person = ''] = await addDuties(bench, 2)
  await reach(bench, await phoneOf(bench, person), '2026-03-14T08:00:00+05:30')
  t.match(await read(bench, 10), { reached: 1, left: 9, needed_for_reminders: 1, left_for_reminders: 9 })
})

test('daily-recipients: the limit was reached yesterday evening, none are left now and all of them tonight', async (t) => {
  const bench = await openBench(t)
  const [person = ''] = await addDuties(bench, 2)
  await reach(bench, await phoneOf(bench, person), '2026-03-13T18:01:00+05:30')
  await reach(bench, '+14155550100', '2026-03-13T18:01:00+05:30')
  const daily = await read(bench, 2)
  t.match(daily, { reached: 2, left: 0, needed_for_reminders: 2, left_for_reminders: 2 })
  t.equal(reminderShortage(daily), 0)
})

test('daily-recipients: persons without a WhatsApp reminder, are not needed', async (t) => {
  const bench = await openBench(t)
  const [suppressed = '', erased = '', cancelled = ''] = await addDuties(bench, 3)
  await assign(bench, {
    registration_id: await addPerson(bench, { whatsapp_opt_in: false }),
    duty_date: TOMORROW,
  })
  await assign(bench, {
    registration_id: await addPerson(bench),
    duty_date: TOMORROW,
    allotted_at: '2026-03-14T18:01:00+05:30',
  })
  await sql`insert into recipients (channel, address, suppressed_at) values ('whatsapp', ${await phoneOf(bench, suppressed)}, now())`.execute(
    bench.db,
  )
  await sql`update registrations set status = 'erased' where id = ${erased}`.execute(bench.db)
  await sql`update duty_assignments set status = 'cancelled' where registration_id = ${cancelled}`.execute(
    bench.db,
  )
  t.match(await read(bench, 10, EVENING), { needed_for_reminders: 0 })
})

test('daily-recipients: held reminders, are still needed until they are sent', async (t) => {
  const bench = await openBench(t)
  await addDuties(bench, 2)
  await processReminders(at(bench, EVENING))
  await sql`update deliveries set state = 'held', reason = 'daily_recipients'`.execute(bench.db)
  t.match(await read(bench, 1, EVENING), { held: 2, needed_for_reminders: 2 })
  await sql`update deliveries set state = 'accepted' where id = (select min(id::text)::uuid from deliveries)`.execute(
    bench.db,
  )
  t.match(await read(bench, 1, EVENING), { held: 1, needed_for_reminders: 1 })
})

test('daily-recipients: told elsewhere, is needed however late; waiting for the allotment, is not', async (t) => {
  const bench = await openBench(t)
  const late = { duty_date: TOMORROW, allotted_at: '2026-03-14T18:01:00+05:30' }
  await assign(bench, { registration_id: await addPerson(bench), ...late, allotment: 'told_elsewhere' })
  await assign(bench, { registration_id: await addPerson(bench), duty_date: TOMORROW, allotment: 'waiting' })
  t.match(await read(bench, 10, EVENING), { needed_for_reminders: 1 })
})
