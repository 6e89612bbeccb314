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

test('recorder: several results, all are recorded, and counted as unrecorded until then', async (t) => {
  const bench = await openBench(t)
  const ids = await enqueue(bench, [{}, {}, {}])
  const { recorder } = openRecorder(bench)
  for (const claimed of await claim(bench)) recorder.add(ended(claimed, 'accepted'))
  t.equal(recorder.unrecorded, 3)
  await recorder.flush()
  t.equal(recorder.unrecorded, 0)
  for (const id of ids) t.equal(await stateOf(bench, id), 'accepted')
})

test('recorder: two results of one delivery, both are recorded, one after the other', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const { recorder } = openRecorder(bench)
  const claimed = await claimOnly(bench)
  recorder.add(ended(claimed, 'in_doubt'))
  recorder.add(ended(claimed, 'accepted'))
  await recorder.flush()
  t.match(await deliveryOf(bench, id), { state: 'accepted' })
})

test('recorder: a result is added right after the previous one was recorded, it is recorded too', async (t) => {
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

const REJECTED: Record<string, Parameters<typeof ended>[2]> = {
  'a message id that another attempt has': { provider_message_id: 'wamid.taken' },
  'a NUL in the message id': { provider_message_id: 'wamid.\0' },
  'a NUL in the trace id': { trace_id: 'trace \0' },
  'a lone surrogate': { text: '\ud83d', verdict: 'failed', outcome: 'refused' },
  'a message id longer than an index entry': {
    http_status: 201, // kept with its attempt
    provider_message_id: Array.from({ length: 4_000 }, (_, n) => ((n * 7_919) ^ (n >> 3)).toString(36)).join(
      '.',
    ),
  },
}

for (const [defect, overrides] of Object.entries(REJECTED)) {
  test(`recorder: one result of a batch has ${defect}, all results of the batch are recorded`, async (t) => {
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
    t.match(logged(), /recording it without/)
    t.match(await deliveryOf(bench, taken), { state: 'accepted', provider_message_id: 'wamid.taken' })
  })
}

test("recorder: a NUL in the provider's text, the text is stored without it", async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const { recorder, logged } = openRecorder(bench)
  recorder.add(ended(await claimOnly(bench), 'failed', { text: 'No\0pe.' }))
  await recorder.flush()
  t.match(await attemptsOf(bench, id), [{ provider_text: 'Nope.' }])
  t.equal(logged(), '')
})

/** Refuses connections to the database of the test, and closes the existing ones. */
async function makeUnavailable(t: Pick<Test, 'teardown'>, bench: Bench) {
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
  return { makeAvailable: () => allow(true) }
}

test('recorder: the database is unavailable, results are kept and recorded when it is back', async (t) => {
  const bench = await openBench(t)
  const ids = await enqueue(bench, [{}, {}])
  const { recorder, logged } = openRecorder(bench)
  const [first, second] = await claim(bench)
  if (!first || !second) throw new Error('Two were claimed.')
  const { makeAvailable } = await makeUnavailable(t, bench)
  recorder.add(ended(first, 'accepted'))
  await eventually(
    async () => logged(),
    (text) => text.includes('Could not record results'),
  )
  recorder.add(ended(second, 'accepted'))
  t.equal(recorder.unrecorded, 2)
  await makeAvailable()
  await recorder.flush()
  for (const id of ids) t.equal(await stateOf(bench, id), 'accepted')
})

test('recorder: its connection is closed while it waits for a lock, the result is recorded on another', async (t) => {
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
