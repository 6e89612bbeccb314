import { sql } from 'kysely'
import { test, type Test } from 'tap'
import { openDatabase } from '@dutybell/shared/db/client'
import { Recorder } from '../../src/deliveries/recorder.ts'
import { attemptsOf, type Bench, deliveryOf, eventually, openBench } from '../fixture.ts'
import { captureLog } from '../providers/support/log.ts'
import { claim, claimOnly, ended, enqueue, enqueueOne, openSession, SETTINGS, stateOf } from './support.ts'

function openRecorder(bench: Bench, onRecorded: () => void = () => undefined) {
  const { log, text } = captureLog()
  return { recorder: new Recorder({ db: bench.db, settings: SETTINGS, log, onRecorded }), logged: text }
}

test('recorder: several results, all are written and counted until they are', async (t) => {
  const bench = await openBench(t)
  const ids = await enqueue(bench, [{}, {}, {}])
  const { recorder } = openRecorder(bench)
  for (const claimed of await claim(bench)) recorder.add(ended(claimed, 'accepted'))
  t.equal(recorder.unrecorded, 3)
  await recorder.flush()
  t.equal(recorder.unrecorded, 0)
  for (const id of ids) t.equal(await stateOf(bench, id), 'accepted')
})

test('recorder: two results of one delivery, both are written, one after the other', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const { recorder } = openRecorder(bench)
  const claimed = await claimOnly(bench)
  recorder.add(ended(claimed, 'in_doubt'))
  recorder.add(ended(claimed, 'accepted'))
  await recorder.flush()
  t.match(await deliveryOf(bench, id), { state: 'accepted' })
})

test('recorder: a result comes in the moment the one before has been written, it is written too', async (t) => {
  const bench = await openBench(t)
  const ids = await enqueue(bench, [{}, {}])
  const [first, second] = await claim(bench)
  if (!first || !second) throw new Error('Two were claimed.')
  let added = false
  const { recorder } = openRecorder(bench, () => {
    if (added) return
    added = true
    queueMicrotask(() => recorder.add(ended(second, 'accepted')))
  })
  recorder.add(ended(first, 'accepted'))
  await recorder.flush()
  await recorder.flush()
  for (const id of ids) t.equal(await stateOf(bench, id), 'accepted')
})

const UNFIT: Record<string, Parameters<typeof ended>[2]> = {
  'a message id that another attempt has': { provider_message_id: 'wamid.taken' },
  'a NUL in the message id': { provider_message_id: 'wamid.\0' },
  'a NUL in the trace id': { trace_id: 'trace \0' },
  'half a character': { text: '\ud83d', verdict: 'failed', outcome: 'refused' },
  'a message id longer than an index takes': {
    provider_message_id: Array.from({ length: 4_000 }, (_, n) => ((n * 7_919) ^ (n >> 3)).toString(36)).join(
      '.',
    ),
  },
}

for (const [fault, overrides] of Object.entries(UNFIT)) {
  test(`recorder: one result of a batch has ${fault}, all of them move on`, async (t) => {
    const bench = await openBench(t)
    const taken = await enqueueOne(bench)
    const { recorder, logged } = openRecorder(bench)
    recorder.add(ended(await claimOnly(bench), 'accepted', { provider_message_id: 'wamid.taken' }))
    await recorder.flush()

    await enqueue(bench, [{}, {}, {}, {}, {}])
    const claims = await claim(bench)
    for (const [n, claimed] of claims.entries())
      recorder.add(ended(claimed, 'accepted', n === 2 ? overrides : {}))
    await recorder.flush()
    for (const [n, { delivery_id }] of claims.entries()) {
      t.equal(await stateOf(bench, delivery_id), n === 2 ? (overrides?.verdict ?? 'accepted') : 'accepted')
    }
    t.match(logged(), /without them/)
    t.match(await deliveryOf(bench, taken), { state: 'accepted', provider_message_id: 'wamid.taken' })
  })
}

test('recorder: a NUL in the words of the provider, the words are kept without it', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const { recorder, logged } = openRecorder(bench)
  recorder.add(ended(await claimOnly(bench), 'failed', { text: 'No\0pe.' }))
  await recorder.flush()
  t.match(await attemptsOf(bench, id), [{ provider_text: 'Nope.' }])
  t.equal(logged(), '')
})

/** Refuses connections to the test's database, and ends those there are. */
async function takeAway(t: Pick<Test, 'teardown'>, bench: Bench) {
  const name = new URL(bench.url).pathname.slice(1)
  const elsewhere = new URL(bench.url)
  elsewhere.pathname = '/postgres'
  const database = openDatabase({
    connectionString: elsewhere.href,
    applicationName: 'test',
    maxConnections: 1,
    log: bench.log,
  })
  const allow = (yes: boolean) =>
    sql`alter database ${sql.id(name)} allow_connections ${sql.lit(yes)}`.execute(database.db)
  t.teardown(async () => {
    await allow(true)
    await database.db.destroy()
  })
  await allow(false)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(
    database.db,
  )
  return { giveBack: () => allow(true) }
}

test('recorder: the database is away, results are kept and written when it is back', async (t) => {
  const bench = await openBench(t)
  const ids = await enqueue(bench, [{}, {}])
  const { recorder, logged } = openRecorder(bench)
  const [first, second] = await claim(bench)
  if (!first || !second) throw new Error('Two were claimed.')
  const { giveBack } = await takeAway(t, bench)
  recorder.add(ended(first, 'accepted'))
  await eventually(
    async () => logged(),
    (text) => text.includes('they are kept'),
  )
  recorder.add(ended(second, 'accepted'))
  t.equal(recorder.unrecorded, 2)
  await giveBack()
  await recorder.flush()
  for (const id of ids) t.equal(await stateOf(bench, id), 'accepted')
})

test('recorder: its connection is ended while it waits for a lock, the result is written by another', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const { recorder } = openRecorder(bench)
  const claimed = await claimOnly(bench)
  const session = await openSession(t, bench)
  await session.query('begin')
  await session.query('select from deliveries where id = $1 for update', [id])
  recorder.add(ended(claimed, 'accepted'))
  const end = () =>
    session.query<{ ended: boolean }>(
      `select pg_terminate_backend(pid) as ended from pg_stat_activity
       where datname = current_database() and $1 = any (pg_blocking_pids(pid))`,
      [session.pid],
    )
  await eventually(end, (rows) => rows.length > 0)
  await session.query('commit')
  await recorder.flush()
  t.match(await deliveryOf(bench, id), { state: 'accepted' })
})
