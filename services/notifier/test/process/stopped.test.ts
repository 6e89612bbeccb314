import { test } from 'tap'
import { deliveryOf, eventually, openBench, publishOne, startMeta } from '../fixture.ts'
import {
  arrivalsOf,
  countWhere,
  environmentFor,
  MESSAGES,
  MIDDLE,
  publishMany,
  spawnNotifier,
} from './support.ts'

test('process: stopped with SIGTERM in the middle of 200 sends, in time; started again, none lost or doubled', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, {
    behaviour: { messages: [{ latency_ms: 100 }], callbacks: { statuses: [] } },
  })
  await publishMany(bench)
  const env = environmentFor(bench, meta)
  const first = spawnNotifier(t, env)
  await meta.waitForMessages((messages) => messages.length >= MIDDLE, 20_000)
  const stopped_at = performance.now()
  first.child.kill('SIGTERM')
  t.match(await first.exited, { code: 0 })
  t.ok(performance.now() - stopped_at < 10_000)
  t.equal(await countWhere(bench, ['sending', 'in_doubt']), 0, 'nothing is left under way')
  t.equal(await countWhere(bench, ['accepted']), arrivalsOf(meta).size, 'every answer was recorded')
  t.ok(arrivalsOf(meta).size < MESSAGES)

  spawnNotifier(t, env)
  await eventually(
    () => countWhere(bench, ['accepted']),
    (n) => n === MESSAGES,
  )
  t.equal(meta.messages.length, MESSAGES)
  t.equal(arrivalsOf(meta).size, MESSAGES)
})

test('process: SIGTERM twice at once counts as one', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, {
    behaviour: { messages: [{ latency_ms: 500 }], callbacks: { statuses: [] } },
  })
  const { whatsapp_delivery_id } = await publishOne(bench)
  const { child, exited } = spawnNotifier(t, environmentFor(bench, meta))
  await eventually(
    () => deliveryOf(bench, whatsapp_delivery_id),
    (row) => row.state === 'sending',
  )
  child.kill('SIGTERM')
  child.kill('SIGTERM')
  t.match(await exited, { code: 0, signal: null })
  t.match(await deliveryOf(bench, whatsapp_delivery_id), { state: 'accepted' })
})

test('process: stopped before an answer arrives, the delivery is in doubt and marked', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ answer: { kind: 'hang' } }] } })
  const { whatsapp_delivery_id } = await publishOne(bench)
  const { child, exited } = spawnNotifier(t, environmentFor(bench, meta))
  await meta.waitForMessages((messages) => messages.length === 1)
  const stopped_at = performance.now()
  child.kill('SIGTERM')
  t.match(await exited, { code: 0 })
  t.ok(performance.now() - stopped_at < 10_000)
  t.match(await deliveryOf(bench, whatsapp_delivery_id), { state: 'in_doubt', reason: 'outcome_unknown' })
})
