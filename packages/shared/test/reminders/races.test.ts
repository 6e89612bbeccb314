import { sql } from 'kysely'
import { test } from 'tap'
import { processReminders, runReminders } from '../../src/reminders/run-reminders.ts'
import {
  addPerson,
  assign,
  at,
  cancel,
  dutyTimesTold,
  move,
  openBench,
  stopPublishing,
  tellings,
  waitUntilBlocked,
} from './support.ts'

const DATE = '2026-03-15'
const DUE = '2026-03-14T12:30:00Z'
const LATER = '2026-03-14T13:00:00Z'

test('reminders: two sweeps at once, one reminder', async (t) => {
  const bench = await openBench(t)
  await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
  const gate = await stopPublishing(bench)
  const sweeps = [processReminders(at(bench, DUE)), processReminders(at(bench, DUE))]
  await waitUntilBlocked(bench, 2)
  await gate.release()
  const published = (await Promise.all(sweeps)).flatMap((run) => run?.published ?? [])
  t.equal(published.length, 1, 'one of them says that it published')
  t.equal((await tellings(bench)).length, 1)
})

test('reminders: a run by hand sees a duty more than the sweep under way, nothing is told twice', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE })
  const gate = await stopPublishing(bench)
  const sweep = processReminders(at(bench, DUE))
  await waitUntilBlocked(bench, 1)
  await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Zohr Azaan', allotted_at: LATER })
  const byHand = runReminders(at(bench, LATER), {})
  await waitUntilBlocked(bench, 2)
  await gate.release()
  await Promise.all([sweep, byHand])
  t.same(await dutyTimesTold(bench), ['Fajar Azaan', 'Zohr Azaan'])
})

test('reminders: a change holds the person when the sweep comes, it gets the duty without waiting', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  const id = await assign(bench, { registration_id, duty_date: DATE })
  const changing = await bench.db.startTransaction().execute()
  await sql`select from registrations where id = ${registration_id} for no key update`.execute(changing)
  const sweep = processReminders(at(bench, DUE))
  await waitUntilBlocked(bench, 1)
  await sql`select from duty_assignments where id = ${id} for no key update nowait`.execute(changing)
  await cancel(changing, id)
  await changing.commit().execute()
  t.match(await sweep, { published: [] })
})

test('reminders: a duty comes to the date between the two locks, it is left to the next sweep', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE })
  const late = await assign(bench, { registration_id: await addPerson(bench), duty_date: '2026-03-20' })
  const changing = await bench.db.startTransaction().execute()
  await sql`select from registrations where id = ${registration_id} for no key update`.execute(changing)
  const sweep = processReminders(at(bench, DUE))
  await waitUntilBlocked(bench, 1)
  await move(changing, { id: late, duty_date: DATE })
  await changing.commit().execute()
  t.match(await sweep, { published: [{ registration_id }] })
  t.equal((await tellings(bench)).length, 1, 'its person was not locked')
  await processReminders(at(bench, LATER))
  t.equal((await tellings(bench)).length, 2)
})

const CHANGES = [
  { title: 'cancel', change: cancel },
  {
    title: 'move',
    change: (tx: Parameters<typeof cancel>[0], id: string) => move(tx, { id, duty_date: '2026-03-20' }),
  },
]

for (const { title, change } of CHANGES) {
  test(`reminders: a ${title} holds the duty when the sweep comes, nothing is published`, async (t) => {
    const bench = await openBench(t)
    const id = await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
    const changing = await bench.db.startTransaction().execute()
    await change(changing, id)
    const sweep = processReminders(at(bench, DUE))
    await waitUntilBlocked(bench, 1)
    await changing.commit().execute()
    t.match(await sweep, { published: [] })
    t.same(await tellings(bench), [])
  })

  test(`reminders: the sweep holds the duty when a ${title} comes, what it published is withdrawn`, async (t) => {
    const bench = await openBench(t)
    const id = await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
    const gate = await stopPublishing(bench)
    const sweep = processReminders(at(bench, DUE))
    await waitUntilBlocked(bench, 1)
    const changing = bench.db.transaction().execute((tx) => change(tx, id))
    await waitUntilBlocked(bench, 2)
    await gate.release()
    t.match(await sweep, { published: [{ duty_times: ['Fajar Azaan'] }] })
    await changing
    t.match(await tellings(bench), [{ state: 'cancelled' }])
  })

  test(`reminders: a ${title} is rolled back while the sweep waits, the reminder goes`, async (t) => {
    const bench = await openBench(t)
    const id = await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
    const changing = await bench.db.startTransaction().execute()
    await change(changing, id)
    const sweep = processReminders(at(bench, DUE))
    await waitUntilBlocked(bench, 1)
    await changing.rollback().execute()
    t.match(await sweep, { published: [{ duty_times: ['Fajar Azaan'] }] })
  })
}
