import { test } from 'tap'
import type { SimulatedMessage } from '@dutybell/simulator/ledger/entries'
import { eventually, openBench, publishOne, startMeta, startNotifierFor, type Bench } from './fixture.ts'

function finished(bench: Bench) {
  return bench.db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('state', '=', 'accepted')
    .executeTakeFirstOrThrow()
}

function arrivals(messages: readonly SimulatedMessage[]): number[] {
  return messages.map((message) => Date.parse(message.received_at)).toSorted((a, b) => a - b)
}

test('two notifiers: together they keep the pace evenly', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  for (let n = 0; n < 300; n += 1) await publishOne(bench)
  const pace = { META_WA_MESSAGES_PER_SECOND: '100' }
  await Promise.all([startNotifierFor(t, bench, meta, pace), startNotifierFor(t, bench, meta, pace)])
  await eventually(
    () => finished(bench),
    ({ n }) => n === 300,
  )
  t.equal(meta.messages.length, 300)
  const { rows } = await bench.pool.query<{ most: number }>(
    `select max(n)::int as most from (
       select count(*) over (order by started_at range between interval '1 second' preceding and current row) as n
       from finished_attempts(array(select id from deliveries))) w`,
  )
  t.ok((rows[0]?.most ?? Infinity) <= 100 + 6, `at most ${rows[0]?.most} within any second`)
  const { rows: bursts } = await bench.pool.query<{ most: number }>(
    `select max(n)::int as most from (select count(*) as n from finished_attempts(array(select id from deliveries)) group by started_at) w`,
  )
  t.ok((bursts[0]?.most ?? Infinity) <= 5, `never more than 50 ms worth at once: ${bursts[0]?.most}`)
})

test('two notifiers: one person is sent one message at a time, in the order of commit', async (t) => {
  const latency_ms = 20
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms }] } })
  const people = Array.from({ length: 12 }, (_, n) => `+9198111${String(20_000 + n)}`)
  const ids = new Map<string, string[]>()
  for (let round = 0; round < 6; round += 1) {
    for (const phone_number of people) {
      const { whatsapp_delivery_id } = await publishOne(bench, { phone_number })
      ids.set(phone_number, [...(ids.get(phone_number) ?? []), whatsapp_delivery_id])
    }
  }
  await Promise.all([startNotifierFor(t, bench, meta), startNotifierFor(t, bench, meta)])
  await eventually(
    () => finished(bench),
    ({ n }) => n === 72,
  )
  for (const phone_number of people) {
    const own = meta.messages
      .filter((message) => message.to === phone_number)
      .toSorted((a, b) => a.number - b.number)
    t.same(
      own.map((message) => message.biz_opaque_callback_data?.split(':')[0]),
      ids.get(phone_number),
    )
    const times = arrivals(own)
    const gaps = times.slice(1).map((time, n) => time - (times[n] ?? 0))
    t.ok(Math.min(...gaps) >= latency_ms - 1, `the next comes only after the answer: ${Math.min(...gaps)} ms`)
  }
})

test('two notifiers: one of them stops, the other sends the waiting messages', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms: 10 }] } })
  for (let n = 0; n < 200; n += 1) await publishOne(bench)
  const slow = { META_WA_CONCURRENCY: '4' }
  const [first] = await Promise.all([
    startNotifierFor(t, bench, meta, slow),
    startNotifierFor(t, bench, meta, slow),
  ])
  await meta.waitForMessages((messages) => messages.length > 40)
  await first.stop()
  await eventually(
    () => finished(bench),
    ({ n }) => n === 200,
  )
  t.equal(new Set(meta.messages.map((message) => message.to)).size, 200)
  t.equal(meta.messages.length, 200)
})
