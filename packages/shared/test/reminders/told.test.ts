import { sql } from 'kysely'
import { test } from 'tap'
import { dateIn, LANGUAGES } from '../../src/templates/languages.ts'
import { processReminders, runReminders } from '../../src/reminders/run-reminders.ts'
import {
  addPerson,
  assign,
  at,
  cancel,
  dutyTimesTold,
  markSent,
  move,
  openBench,
  setOptIn,
  tellings,
} from './support.ts'

const DATE = '2026-03-15'
const DUE = '2026-03-14T12:30:00Z'
const LATER = '2026-03-14T13:00:00Z'
const NEXT_SWEEP = '2026-03-14T13:15:00Z'

test('reminders: two duties on a day, one message names both on each channel', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench, { email: 'ahmed@example.org' })
  await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Fajar Azaan' })
  await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Zohr Azaan' })
  await processReminders(at(bench, DUE))
  const parameters = ['Ahmed Ali', '15 March 2026', 'Fajar Azaan, Zohr Azaan']
  t.match(await tellings(bench), [
    { channel: 'whatsapp', parameters },
    { channel: 'email', parameters },
  ])
})

test('reminders: one of two duties cancelled before the message left, the other is told again', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Fajar Azaan' })
  const second = await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Zohr Azaan' })
  await processReminders(at(bench, DUE))
  await bench.db.transaction().execute((tx) => cancel(tx, second))
  await processReminders(at(bench, NEXT_SWEEP))
  t.match(await tellings(bench), [
    { state: 'cancelled', parameters: { 2: 'Fajar Azaan, Zohr Azaan' } },
    { state: 'pending', parameters: { 2: 'Fajar Azaan' } },
  ])
})

test('reminders: one of two duties cancelled after the message left, the other is not told twice', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Fajar Azaan' })
  const second = await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Zohr Azaan' })
  await processReminders(at(bench, DUE))
  await markSent(bench)
  await bench.db.transaction().execute((tx) => cancel(tx, second))
  await processReminders(at(bench, NEXT_SWEEP))
  t.same(await dutyTimesTold(bench), ['Fajar Azaan, Zohr Azaan'])
})

test('reminders: moved away and back before it was due, one reminder', async (t) => {
  const bench = await openBench(t)
  const id = await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
  for (const duty_date of ['2026-03-20', DATE]) {
    await bench.db.transaction().execute((tx) => move(tx, { id, duty_date }))
  }
  await processReminders(at(bench, DUE))
  t.equal((await tellings(bench)).length, 1)
})

test('reminders: moved away and back after it was due, none from the sweep, one by hand', async (t) => {
  const bench = await openBench(t)
  const id = await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
  await processReminders(at(bench, DUE))
  for (const duty_date of ['2026-03-20', DATE]) {
    await bench.db.transaction().execute((tx) => move(tx, { id, duty_date, allotted_at: LATER }))
  }
  const sweep = await processReminders(at(bench, NEXT_SWEEP))
  t.match(sweep, { published: [], skipped: [{ reason: 'assigned_after_due' }] })
  t.match(await tellings(bench), [{ state: 'cancelled' }])
  await runReminders(at(bench, NEXT_SWEEP), {})
  t.match(await tellings(bench), [{ state: 'cancelled' }, { state: 'pending' }])
})

test('reminders: assigned after it was due, none from the sweep, one by hand', async (t) => {
  const bench = await openBench(t)
  await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE, allotted_at: LATER })
  const sweep = await processReminders(at(bench, NEXT_SWEEP))
  t.match(sweep, { published: [], skipped: [{ reason: 'assigned_after_due' }] })
  const byHand = await runReminders(at(bench, NEXT_SWEEP), {})
  t.match(byHand, { published: [{ duty_times: ['Fajar Azaan'] }], skipped: [] })
  t.match(await runReminders(at(bench, NEXT_SWEEP), {}), {
    published: [],
    skipped: [{ reason: 'already_reminded' }],
  })
})

test('reminders: a second duty added after the sweep, a run by hand reminds of that one only', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE })
  await processReminders(at(bench, DUE))
  await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Zohr Azaan', allotted_at: LATER })
  await runReminders(at(bench, NEXT_SWEEP), {})
  t.same(await dutyTimesTold(bench), ['Fajar Azaan', 'Zohr Azaan'])
})

test('reminders: reminded on one channel, an address added later gets the same duties', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE })
  await processReminders(at(bench, DUE))
  await sql`update registrations set email = 'ahmed@example.org' where id = ${registration_id}`.execute(
    bench.db,
  )
  const run = await processReminders(at(bench, NEXT_SWEEP))
  t.equal(run?.published.length, 1)
  t.match(await tellings(bench), [{ channel: 'whatsapp' }, { channel: 'email' }])
  await processReminders(at(bench, NEXT_SWEEP))
  t.equal((await tellings(bench)).length, 2)
})

test('reminders: each channel lacks another duty, each gets a reminder of that one', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE })
  await processReminders(at(bench, DUE))
  await sql`update registrations set email = 'ahmed@example.org' where id = ${registration_id}`.execute(
    bench.db,
  )
  await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Zohr Azaan', allotted_at: LATER })
  await runReminders(at(bench, NEXT_SWEEP), {})
  const told = (await tellings(bench)).map(({ channel, parameters }) => `${channel}: ${parameters[2]}`)
  t.same(told.toSorted(), ['email: Fajar Azaan, Zohr Azaan', 'whatsapp: Fajar Azaan', 'whatsapp: Zohr Azaan'])
})

test('reminders: opted out before the send and in again, reminded', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE })
  await processReminders(at(bench, DUE))
  await bench.db.transaction().execute((tx) => setOptIn(tx, registration_id, false))
  t.match(await processReminders(at(bench, LATER)), { published: [], skipped: [{ reason: 'unreachable' }] })
  await bench.db.transaction().execute((tx) => setOptIn(tx, registration_id, true))
  await processReminders(at(bench, NEXT_SWEEP))
  t.match(await tellings(bench), [{ state: 'cancelled' }, { state: 'pending' }])
})

test('reminders: what the claim found suppressed is not published again by each sweep', async (t) => {
  const bench = await openBench(t)
  await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
  await processReminders(at(bench, DUE))
  await sql`update deliveries set state = 'cancelled', reason = 'suppressed', withdrawn = true`.execute(
    bench.db,
  )
  t.match(await processReminders(at(bench, NEXT_SWEEP)), { skipped: [{ reason: 'already_reminded' }] })
  t.equal((await tellings(bench)).length, 1)
})

test('reminders: opted out and without e-mail, skipped as unreachable', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench, { whatsapp_opt_in: false })
  await assign(bench, { registration_id, duty_date: DATE })
  t.match(await processReminders(at(bench, DUE)), {
    published: [],
    skipped: [{ registration_id, reason: 'unreachable' }],
  })
  t.same(await tellings(bench), [])
})

test('reminders: by hand for a day that is not tomorrow, refused and nothing written', async (t) => {
  const bench = await openBench(t)
  await assign(bench, { registration_id: await addPerson(bench), duty_date: '2026-03-16' })
  await t.rejects(runReminders(at(bench, LATER), { date: '2026-03-16' }), {
    code: 'reminder_date_not_tomorrow',
    message: /2026-03-15/,
  })
  await t.rejects(runReminders(at(bench, LATER), { date: '2026-02-30' }), { code: 'invalid_input' })
  t.same(await tellings(bench), [])
})

test('reminders: a dry run, for any day, says who would be told and writes nothing', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: '2026-03-16' })
  t.match(await runReminders(at(bench, LATER), { date: '2026-03-16', dry_run: true }), {
    date: '2026-03-16',
    dry_run: true,
    published: [{ registration_id, full_name: 'Ahmed Ali', duty_times: ['Fajar Azaan'] }],
  })
  t.same(await tellings(bench), [])
})

test('reminders: by hand long before six, tomorrow is told and the sweep does not repeat it', async (t) => {
  const bench = await openBench(t)
  await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
  t.equal((await runReminders(at(bench, '2026-03-14T01:00:00Z'), { date: DATE })).published.length, 1)
  t.match(await processReminders(at(bench, DUE)), { published: [] })
  t.equal((await tellings(bench)).length, 1)
})

test('reminders: a person erased or a duty cancelled, no reminder', async (t) => {
  const bench = await openBench(t)
  const erased = await addPerson(bench)
  await assign(bench, { registration_id: erased, duty_date: DATE })
  await sql`update registrations set status = 'erased' where id = ${erased}`.execute(bench.db)
  const cancelled = await assign(bench, { registration_id: await addPerson(bench), duty_date: DATE })
  await bench.db.transaction().execute((tx) => cancel(tx, cancelled))
  t.match(await processReminders(at(bench, DUE)), { published: [], skipped: [] })
})

test('reminders: several duties on a day, in the order of the duty times and other labels after them', async (t) => {
  const bench = await openBench(t)
  await sql`
    insert into duty_times (id, name, key, position) values
      (gen_random_uuid(), 'Fajar Azaan', 'fajar azaan', 1), (gen_random_uuid(), 'Asr Azaan', 'asr azaan', 3),
      (gen_random_uuid(), 'Zohr Azaan', 'zohr azaan', 2)`.execute(bench.db)
  const registration_id = await addPerson(bench)
  for (const duty_time of ['Stall B', 'Asr Azaan', 'stall a', 'Zohr Azaan.', 'FAJAR AZAAN']) {
    await assign(bench, { registration_id, duty_date: DATE, duty_time })
  }
  await processReminders(at(bench, DUE))
  t.same(await dutyTimesTold(bench), ['FAJAR AZAAN, Zohr Azaan., Asr Azaan, stall a, Stall B'])
})

test('reminders: a duty that waits for its allotment, is not reminded', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  await assign(bench, { registration_id, duty_date: DATE, allotment: 'waiting' })
  t.match(await processReminders(at(bench, DUE)), { published: [], skipped: [] })
  t.match(await runReminders(at(bench, LATER), {}), { published: [], skipped: [] })
  await assign(bench, { registration_id, duty_date: DATE, duty_time: 'Zohr Azaan' })
  await processReminders(at(bench, NEXT_SWEEP))
  t.same(await dutyTimesTold(bench), ['Zohr Azaan'])
})

test('reminders: told elsewhere after the reminder was due, the next sweep reminds once', async (t) => {
  const bench = await openBench(t)
  const registration_id = await addPerson(bench)
  const duty = { registration_id, duty_date: DATE, allotted_at: LATER }
  await assign(bench, { ...duty, allotment: 'told_elsewhere' })
  await assign(bench, { ...duty, duty_time: 'Zohr Azaan' })
  t.match(await processReminders(at(bench, NEXT_SWEEP)), { published: [{ duty_times: ['Fajar Azaan'] }] })
  t.match(await processReminders(at(bench, NEXT_SWEEP)), { published: [] })
})

test('reminders: the database and the application, write a date in the same words of each language', async (t) => {
  const bench = await openBench(t)
  const dates = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}-05`)
  for (const { code, months } of LANGUAGES) {
    const { rows } = await sql<{ words: string }>`
      select duty_date_text(d::date, ${JSON.stringify(months)}::jsonb) as words from unnest(${dates}::text[]) d`.execute(
      bench.db,
    )
    t.same(
      rows.map(({ words }) => words),
      dates.map((date) => dateIn(Temporal.PlainDate.from(date), code, code)),
    )
  }
})
