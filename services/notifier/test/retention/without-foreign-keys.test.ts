import { sql } from 'kysely'
import { test } from 'tap'
import { attemptsOf, type Bench, openBench } from '../fixture.ts'
import {
  claimOnly,
  ended,
  enqueueOne,
  loseLease,
  openSession,
  record,
  recordSql,
  settle,
  whenWaitedFor,
} from '../deliveries/support.ts'

/** Failed long ago, while its notifier is still waiting for the answer. */
async function enqueueFinished(bench: Bench) {
  const id = await enqueueOne(bench)
  const claimed = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await sql`update deliveries set state = 'failed', failed_at = clock_timestamp() where id = ${id}`.execute(
    bench.db,
  )
  return { id, claimed }
}

const DELETE = `select delete_finished_deliveries(clock_timestamp() + interval '1 day', 10)`

test('retention: a result comes while the delivery is being deleted, no attempt is left', async (t) => {
  const bench = await openBench(t)
  const { id, claimed } = await enqueueFinished(bench)
  const retention = await openSession(t, bench)
  await retention.query('begin')
  await retention.query(DELETE)
  const recorded = record(bench, [ended(claimed, 'accepted')])
  await whenWaitedFor(bench, retention)
  await retention.query('commit')
  await recorded
  t.same(await attemptsOf(bench, id), [])
})

test('retention: a result is being recorded, the delivery is skipped and deleted later with its attempts', async (t) => {
  const bench = await openBench(t)
  const { id, claimed } = await enqueueFinished(bench)
  const notifier = await openSession(t, bench)
  await notifier.query('begin')
  await notifier.query(...recordSql([ended(claimed, 'failed', { reason: 'recipient' })]))
  await sql.raw(DELETE).execute(bench.db)
  t.equal((await attemptsOf(bench, id)).length, 1)
  await notifier.query('commit')
  await sql.raw(DELETE).execute(bench.db)
  t.same(await attemptsOf(bench, id), [])
})

test('registrations: a row is deleted, refused', async (t) => {
  const bench = await openBench(t)
  await t.rejects(sql`delete from registrations`.execute(bench.db), /erase it instead/)
})
