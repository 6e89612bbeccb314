import { sql } from 'kysely'
import { test, type Test } from 'tap'
import { openDatabase } from '@dutybell/shared/db/client'
import type { Simulator } from '@dutybell/simulator/simulator'
import { ChannelLoop } from '../../src/deliveries/channel-loop.ts'
import type { ChannelSettings } from '../../src/channels/settings.ts'
import { createWhatsAppProvider } from '../../src/providers/whatsapp/provider.ts'
import { attemptsOf, type Bench, deliveryOf, eventually, openBench, startMeta } from '../fixture.ts'
import { enqueue, enqueueOne, SETTINGS, stateOf } from './support.ts'

type T = Pick<Test, 'teardown'>

/** The loop without the worker that would wake it. */
function startLoop(
  t: T,
  bench: Bench,
  meta: Simulator,
  overrides: Partial<ChannelSettings> = {},
  shutdown_wait_ms = 7_000,
): ChannelLoop {
  const settings = { ...SETTINGS, ...overrides }
  const { log } = bench
  const provider = createWhatsAppProvider({
    ...settings,
    base_url: meta.url,
    api_version: 'v23.0',
    phone_number_id: meta.phone_number_id,
    access_token: 'token-of-the-tests',
    log,
  })
  const loop = new ChannelLoop({ db: bench.db, pool: bench.pool, settings, provider, log, shutdown_wait_ms })
  t.teardown(() => loop.stop())
  loop.start()
  return loop
}

test('channel-loop: after a wake-up, it sends at once', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const loop = startLoop(t, bench, meta)
  const id = await enqueueOne(bench)
  loop.wake()
  await meta.waitForMessages((messages) => messages.length === 1)
  await eventually(
    () => stateOf(bench, id),
    (state) => state === 'accepted',
  )
})

test('channel-loop: the wake-up is lost, it claims within about a second', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const loop = startLoop(t, bench, meta)
  await eventually(
    async () => loop.ms_since_database_contact,
    (ms) => Number.isFinite(ms),
  )
  const began = performance.now()
  await enqueueOne(bench)
  await meta.waitForMessages((messages) => messages.length === 1)
  const took = performance.now() - began
  t.ok(took < 10_000, `${Math.round(took)} ms; the limit leaves room for a busy machine`)
})

test('channel-loop: many deliveries are due, its concurrency is not exceeded', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms: 20 }] } })
  await enqueue(
    bench,
    Array.from({ length: 40 }, () => ({})),
  )
  const loop = startLoop(t, bench, meta, { concurrency: 4 })
  let max = 0
  const stop = meta.onMessage(() => (max = Math.max(max, loop.in_flight)))
  t.teardown(stop)
  await eventually(
    async () => meta.messages.length,
    (n) => n === 40,
  )
  t.ok(max <= 4, `at most ${max} in flight`)
  const { rows } = await sql<{ most: number }>`
    with attempt as materialized (select * from finished_attempts(array(select id from deliveries)))
    select max(n)::integer as most from attempt a cross join lateral (
      select count(*) as n from attempt b
      where b.started_at <= a.started_at and coalesce(b.finished_at, 'infinity') > a.started_at
    ) overlapping`.execute(bench.db)
  t.ok(
    (rows[0]?.most ?? 0) <= 24,
    `${rows[0]?.most} leased: in flight, as many prefetched, four times as many unrecorded`,
  )
})

for (const { circumstance, ...error } of [
  { circumstance: 'a rate limit', code: 130429, http_status: 429, retry_after_seconds: 5 },
  { circumstance: 'an account error', code: 190, http_status: 401 },
]) {
  test(`channel-loop: ${circumstance}, prefetched deliveries are released unsent and no attempt is counted`, async (t) => {
    const bench = await openBench(t)
    const meta = await startMeta(t, {
      behaviour: {
        messages: [
          { count: 40, latency_ms: 30 },
          // Long enough to prefetch meanwhile, shorter than the maximum age of a prefetched delivery.
          { latency_ms: 600, answer: { kind: 'error', ...error } },
        ],
      },
    })
    await enqueue(
      bench,
      Array.from({ length: 120 }, () => ({})),
    )
    startLoop(t, bench, meta, { concurrency: 8 })
    const released = await eventually(
      async () =>
        (
          await sql<{ state: string; spent: number }>`
            select d.state, d.spent from attempts a join deliveries d on d.id = a.delivery_id
            where a.outcome = 'unsent' and a.provider_code = 'no_slot'`.execute(bench.db)
        ).rows,
      (rows) => rows.length > 0,
    )
    for (const row of released) t.match(row, { state: 'pending', spent: 0 })
  })
}

test('channel-loop: stopped with sends in flight, it waits for their answers, records them and starts no new send', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms: 300 }] } })
  const ids = await enqueue(bench, [{}, {}, {}, {}])
  const loop = startLoop(t, bench, meta, { concurrency: 2 })
  await eventually(
    async () => loop.in_flight,
    (n) => n === 2,
  )
  await loop.stop()
  const states = await Promise.all(ids.map((id) => stateOf(bench, id)))
  t.same(states.toSorted(), ['accepted', 'accepted', 'pending', 'pending'])
  t.equal(meta.messages.length, 2)
  await loop.stop()
  t.pass('a second stop has no effect')
})

test('channel-loop: no answer before the shutdown deadline, the deliveries in flight are in doubt', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms: 30_000 }] } })
  const id = await enqueueOne(bench)
  const loop = startLoop(t, bench, meta, {}, 50)
  await meta.waitForMessages((messages) => messages.length === 1)
  await loop.stop()
  t.match(await deliveryOf(bench, id), {
    state: 'in_doubt',
    reason: 'outcome_unknown',
    lease_expires_at: null,
  })
  t.match(await attemptsOf(bench, id), [{ outcome: 'in_doubt' }])
})

test('channel-loop: every slot stays busy, it keeps contact with the database', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms: 30_000 }] } })
  await enqueueOne(bench)
  const loop = startLoop(t, bench, meta, { concurrency: 1 }, 50)
  await eventually(
    async () => loop.in_flight,
    (n) => n === 1,
  )
  const began = performance.now()
  await eventually(
    async () => loop.ms_since_database_contact < performance.now() - began,
    (answered) => answered,
  )
  t.equal(loop.in_flight, 1)
})

test('channel-loop: the rest of the lease is too short, the delivery is released unsent and no attempt is counted', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const id = await enqueueOne(bench)
  const loop = startLoop(t, bench, meta, { lease_ms: 1_000 })
  await eventually(
    () => deliveryOf(bench, id),
    ({ attempts }) => attempts >= 1,
  )
  await loop.stop()
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
  t.match((await attemptsOf(bench, id))[0], { outcome: 'unsent', provider_code: 'lease_too_short' })
  t.equal(meta.messages.length, 0)
})

test('channel-loop: the database is unavailable for a while, it resumes when it is back', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  startLoop(t, bench, meta)
  await enqueueOne(bench)
  await meta.waitForMessages((messages) => messages.length === 1)

  const name = new URL(bench.url).pathname.slice(1)
  const elsewhere = new URL(bench.url)
  elsewhere.pathname = '/postgres'
  const { db } = openDatabase({
    connectionString: elsewhere.href,
    applicationName: 'test',
    maxConnections: 1,
    log: bench.log,
  })
  t.teardown(() => db.destroy())
  const allow = (yes: boolean) =>
    sql`alter database ${sql.id(name)} allow_connections ${sql.lit(yes)}`.execute(db)
  await allow(false)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(db)
  await t.rejects(enqueueOne(bench), 'the database is unavailable')
  await allow(true)

  // The pool of the test may still hold a connection that was closed.
  const id = await eventually(
    () => enqueueOne(bench).catch(() => ''),
    (published) => published !== '',
  )
  await meta.waitForMessages((messages) => messages.length === 2)
  await eventually(
    () => stateOf(bench, id),
    (state) => state === 'accepted',
  )
})
