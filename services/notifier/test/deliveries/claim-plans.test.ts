import { sql } from 'kysely'
import { test } from 'tap'
import { type Bench, openBench } from '../fixture.ts'
import { ended, enqueue, openSession, recordSql, type Session } from './support.ts'

const FINISHED = 10_000
const WAITING = 300
const BACKLOG = 8_000
const CLAIMED_AT_ONCE = 60
const ROUNDS = 8 // more than the five after which Postgres may settle for one plan
const MOST_ROWS_EACH = 100 // read for each delivery claimed, recorded and settled: its own, its person's, its attempts

/** Inserts `count` old delivered messages; planner statistics do not change. */
async function addFinished(bench: Bench, count: number): Promise<void> {
  await sql`
    with event as (
      insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key)
      select first_id_of(now() - interval '10 days' + n * interval '1 millisecond'), 'job', n::text, 'registration_received',
        '{"parameters": []}', 'finished:' || n
      from generate_series(1, ${count}::integer) n
      returning id
    ), delivery as (
      insert into deliveries (id, outbox_id, channel, template, recipient, state, attempts, rank, expires_at)
      select id, id, 'whatsapp', 'registration_received', '+91' || (9000000000 + row_number() over ()), 'read', 1,
        now() - interval '10 days', now() - interval '3 days'
      from event
      returning id
    )
    insert into attempts (delivery_id, number, started_at, finished_at, outcome)
    select id, 1, now() - interval '10 days', now() - interval '10 days', 'accepted' from delivery`.execute(
    bench.db,
  )
}

/** Persons with a duty and an allotment message. */
async function allotMany(bench: Bench, count: number): Promise<void> {
  const { rows } = await sql<{ registration_id: string; duty_id: string; phone_number: string }>`
    with person as (
      insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
      select gen_random_uuid(), 'Ahmed Ali', 'ahmed ali', '+91' || (8000000000 + n), true, 'en'
      from generate_series(1, ${count}::integer) n
      returning id, phone_number
    )
    insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key)
    select gen_random_uuid(), id, '2026-03-15', 'Fajar Azaan', 'fajar azaan' from person
    returning registration_id, id as duty_id, (select phone_number from person where person.id = registration_id)`.execute(
    bench.db,
  )
  await enqueue(
    bench,
    rows.map(({ registration_id, duty_id, phone_number }) => ({
      registration_id,
      phone_number,
      duty_assignments: [{ id: duty_id, version: 1 }],
    })),
  )
}

const CLAIM = `
  select (d.claimed ->> 'delivery_id')::uuid as delivery_id, (d.claimed ->> 'attempt')::integer as attempt
  from claim_deliveries('whatsapp', ${CLAIMED_AT_ONCE}, '60 s', '35 s', 10000) c, json_array_elements(c.deliveries) d(claimed)`

/** Each delivery fails once and is accepted at the second attempt. */
async function work(bench: Bench, session: Session): Promise<number> {
  let claimed = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = await session.query<{ delivery_id: string; attempt: number }>(CLAIM)
    claimed += rows.length
    const results = rows.map((row) =>
      ended(row, row.attempt === 1 ? 'retry' : 'accepted', { http_status: 500 }),
    )
    await session.query(...recordSql(results))
    await session.query(`select settle_deliveries('whatsapp', '600 s', 'resend', 4)`)
    await session.query(`update channels set paced_until = '-infinity'`)
  }
  return claimed
}

const STATISTICS: Record<string, (bench: Bench) => Promise<unknown>> = {
  'never analysed': (bench) => addFinished(bench, FINISHED),
  'last analysed when empty': async (bench) => {
    await sql`analyze`.execute(bench.db)
    await addFinished(bench, FINISHED)
  },
  'analysed with nothing waiting': async (bench) => {
    await addFinished(bench, FINISHED)
    await sql`analyze`.execute(bench.db)
  },
}

for (const [circumstance, fill] of Object.entries(STATISTICS)) {
  test(`claim, record, settle: among ${FINISHED} finished deliveries, ${circumstance}, they read few rows`, async (t) => {
    const bench = await openBench(t)
    for (const table of ['outbox', 'deliveries', 'attempts']) {
      await sql`alter table ${sql.id(table)} set (autovacuum_enabled = off)`.execute(bench.db)
    }
    await fill(bench)
    await allotMany(bench, WAITING)
    const session = await openSession(t, bench)
    await session.query('begin')
    const claimed = await work(bench, session)
    t.equal(claimed, CLAIMED_AT_ONCE * ROUNDS)
    const reads = await session.query<{ table: string; whole: number; rows: number }>(`
      select relname as table, coalesce(seq_scan, 0)::integer as whole, (coalesce(idx_tup_fetch, 0))::integer as rows
      from pg_stat_xact_user_tables where relname in ('outbox', 'deliveries', 'attempts', 'outbox_duty_assignments', 'registrations', 'duty_assignments')`)
    await session.query('rollback')
    t.equal(reads.length, 6)
    for (const { table, whole, rows } of reads) {
      t.equal(whole, 0, `${table} is never read as a whole`)
      t.ok(rows <= claimed * MOST_ROWS_EACH, `${table}: ${rows} rows for ${claimed} deliveries`)
    }
  })
}

test('claim: beside a backlog of a held template and of one number, last analysed when empty, it reads few rows', async (t) => {
  const bench = await openBench(t)
  await sql`alter table deliveries set (autovacuum_enabled = off)`.execute(bench.db)
  await sql`analyze`.execute(bench.db)
  await sql`select hold_template('duty_allotment_confirmed', 'en', 'paused')`.execute(bench.db)
  await sql`
    with event as (
      insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key)
      select gen_random_uuid(), 'job', n::text, case n % 2 when 0 then 'registration_received' else 'duty_allotment_confirmed' end,
        '{"parameters": []}', 'waiting:' || n
      from generate_series(1, ${BACKLOG}::integer) n
      returning id, type, aggregateid::integer as n
    )
    insert into deliveries (id, outbox_id, channel, template, language, recipient, rank, expires_at)
    select id, id, 'whatsapp', type, 'en', '+91' || case n % 40 when 0 then 8000000000 else 9000000000 + n end,
      now() + n * interval '1 second', now() + interval '3 days'
    from event`.execute(bench.db)
  const session = await openSession(t, bench)
  await session.query('begin')
  for (let round = 0; round < ROUNDS; round += 1) {
    await session.query(CLAIM)
    await session.query(`update channels set paced_until = '-infinity'`)
  }
  const [count] = await session.query<{ moved: number; rows: number }>(`
    select (select count(*) from deliveries where state <> 'pending' or blocked_by_earlier)::integer as moved,
      (select idx_tup_fetch from pg_stat_xact_user_tables where relname = 'deliveries')::integer as rows`)
  const { moved = 0, rows = NaN } = count ?? {}
  t.ok(moved >= 1.9 * CLAIMED_AT_ONCE * ROUNDS, `${moved} deliveries were taken or moved`)
  t.ok(rows <= moved * MOST_ROWS_EACH, `${rows} rows for ${moved} deliveries`)
})

test('plans: functions that forbid a scan type, JIT does not compile their statements', async (t) => {
  const bench = await openBench(t)
  const { rows } = await sql<{ name: string }>`
    select proname as name from pg_proc
    where proconfig && array['enable_seqscan=off'] and not proconfig && array['jit=off']`.execute(bench.db)
  t.same(
    rows,
    [],
    'before version 18 what is forbidden counts as dear, and a dear plan is compiled at each call',
  )
})
