import { glob } from 'node:fs/promises'
import { parseCrontab } from 'graphile-worker'
import { sql } from 'kysely'
import { test } from 'tap'
import { Cron } from '../../src/worker/cron.ts'
import { OWN_TASKS } from '../../src/worker/release-dead-workers.ts'
import {
  attemptsOf,
  type Bench,
  deliveryOf,
  eventually,
  openBench,
  publishOne,
  startMeta,
} from '../fixture.ts'
import { environmentFor, spawnNotifier } from '../process/support.ts'

function cronOf(bench: Bench, check_interval_ms?: number): Cron {
  const items = parseCrontab('* * * * * watch ?id=watch&jobKey=watch&max=5')
  const options = { pool: bench.pool, log: bench.log, items, task_names: OWN_TASKS }
  return new Cron(check_interval_ms === undefined ? options : { ...options, check_interval_ms })
}

async function remember(bench: Bench, hours_ahead: number): Promise<void> {
  await sql`
    insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
    select id, clock_timestamp(), clock_timestamp() + ${hours_ahead} * interval '1 hour' from unnest(array['watch', 'of_another']) id
    on conflict (identifier) do update set last_execution = excluded.last_execution`.execute(bench.db)
}

async function linesAhead(bench: Bench): Promise<string[]> {
  const { rows } = await sql<{ identifier: string }>`
    select identifier from graphile_worker._private_known_crontabs
    where last_execution > clock_timestamp() order by 1`.execute(bench.db)
  return rows.map(({ identifier }) => identifier)
}

test('cron: it remembers executions of the future, they are set back at the start and again later', async (t) => {
  const bench = await openBench(t)
  await remember(bench, 6)
  const cron = cronOf(bench, 10)
  t.teardown(() => cron.stop())
  await cron.start()
  t.same(await linesAhead(bench), ['of_another'], 'the line of another application stays')
  await remember(bench, 6)
  await eventually(
    () => linesAhead(bench),
    (lines) => !lines.includes('watch'),
  )
})

test('cron: a machine whose clock is six hours ahead, its jobs run by the clock of the database, with an alert', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const [library = ''] = await Array.fromAsync(glob('/usr/lib/*/faketime/libfaketime.so.1'))
  await publishOne(bench)
  const { listening, output } = spawnNotifier(
    t,
    environmentFor(bench, meta, { LD_PRELOAD: library, FAKETIME: '+6h' }),
  )
  await listening
  const alerts = await eventually(
    () => bench.db.selectFrom('alerts').select(['key', 'text']).execute(),
    (rows) => rows.length > 0,
  )
  t.match(alerts, [{ key: /^clock_differs:notifier /, text: /is 6 h ahead of that of the database/ }])
  t.match(output(), /The clock of this machine is 6 h ahead of that of the database/)
  const [beat] = await bench.db.selectFrom('heartbeats').select('clock_offset_ms').execute()
  t.ok(Math.abs((beat?.clock_offset_ms ?? 0) - 6 * 3_600_000) < 60_000)
  t.same(await linesAhead(bench), [])
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from graphile_worker.jobs where run_at > clock_timestamp() + interval '1 minute'`.execute(
    bench.db,
  )
  t.same(rows, [{ n: 0 }], 'no job waits for the wrong time')
  await meta.waitForMessages((messages) => messages.length === 1)
})

test('end_future_waits: the clock of the database was ahead, retries are due and other waits begin now', async (t) => {
  const bench = await openBench(t)
  const ids: Record<string, string> = {}
  for (const name of ['retry', 'present', 'in_doubt', 'sending'])
    ids[name] = (await publishOne(bench)).whatsapp_delivery_id
  await sql`
    update deliveries d set state = v.state, attempts = 1, next_attempt_at = began + v.wait, waits_since = began,
      sending_at = began, in_doubt_at = began, lease_expires_at = case when v.state = 'sending' then began + interval '1 minute' end
    from (values
      (${ids['retry']}::uuid, 'pending', interval '6 hours', interval '1 hour'), (${ids['present']}, 'pending', '-1 minute', '1 hour'),
      (${ids['in_doubt']}, 'in_doubt', '6 hours', '10 minutes'), (${ids['sending']}, 'sending', '6 hours', null)
    ) v(id, state, ahead, wait), lateral (select clock_timestamp() + v.ahead as began) b
    where d.id = v.id`.execute(bench.db)
  await sql`
    update channels set slow_since = clock_timestamp() + interval '6 hours', slow_until = clock_timestamp() + interval '7 hours',
      probe_at = clock_timestamp() + interval '6 hours'`.execute(bench.db)
  await sql`select graphile_worker.add_job(task, run_at := clock_timestamp() + interval '6 hours')
    from unnest(array['send_reminders', 'of_another']) task`.execute(bench.db)
  await sql`update graphile_worker._private_jobs set updated_at = run_at`.execute(bench.db)

  const cron = cronOf(bench)
  t.teardown(() => cron.stop())
  await cron.start()
  const waits = await sql<Record<string, number | string>>`
    select (select count(*) from deliveries where id = ${ids['retry']} and next_attempt_at <= clock_timestamp()) as retry,
      (select count(*) from deliveries where id = ${ids['present']} and next_attempt_at > clock_timestamp() + interval '58 minutes') as present,
      (select count(*) from deliveries where id = ${ids['in_doubt']} and state = 'in_doubt'
        and next_attempt_at between clock_timestamp() + interval '9 minutes' and clock_timestamp() + interval '10 minutes') as in_doubt,
      (select count(*) from deliveries where id = ${ids['sending']} and lease_expires_at < clock_timestamp() + interval '1 minute') as sending,
      (select count(*) from channels where slow_until <= clock_timestamp() and probe_at <= clock_timestamp()) as channels,
      (select string_agg(task_identifier, ',') from graphile_worker.jobs where run_at <= clock_timestamp()) as jobs`.execute(
    bench.db,
  )
  t.same(waits.rows, [{ retry: 1, present: 1, in_doubt: 1, sending: 1, channels: 2, jobs: 'send_reminders' }])
  await sql`select end_future_waits(array['send_reminders'])`.execute(bench.db)
  t.match(await deliveryOf(bench, ids['sending'] ?? ''), { state: 'sending' })
  t.same(await attemptsOf(bench, ids['sending'] ?? ''), [])
})
