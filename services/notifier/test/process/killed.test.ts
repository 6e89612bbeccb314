import { test } from 'tap'
import { eventually, openBench, startMeta } from '../fixture.ts'
import {
  arrivalsOf,
  countWhere,
  environmentFor,
  MESSAGES,
  MIDDLE,
  publishMany,
  spawnNotifier,
  startReceiver,
  TOKEN,
} from './support.ts'

test('process: killed with SIGKILL in the middle of 200 sends and started again, none lost and none doubled', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, {
    behaviour: {
      messages: [{ latency_ms: 50 }],
      callbacks: { statuses: ['sent', 'delivered'], after_ms: [20, 60] },
    },
  })
  await startReceiver(t, bench, meta)
  await publishMany(bench)
  const env = environmentFor(bench, meta, { LEASE_SECONDS: '2', IN_DOUBT_WINDOW_SECONDS: '3' })
  const first = spawnNotifier(t, env)
  await meta.waitForMessages((messages) => messages.length >= MIDDLE, 20_000)
  first.child.kill('SIGKILL')
  t.match(await first.exited, { signal: 'SIGKILL' })
  const before = meta.messages.length
  t.ok(before < MESSAGES, `killed after ${before}`)
  const unfinished = await countWhere(bench, ['sending'])
  t.ok(unfinished > 0, `${unfinished} were under way`)

  const second = spawnNotifier(t, env)
  await eventually(
    () => countWhere(bench, ['delivered']),
    (n) => n === MESSAGES,
  )
  const arrivals = arrivalsOf(meta)
  t.equal(arrivals.size, MESSAGES, 'none lost')
  t.same(
    [...arrivals].filter(([, times]) => times !== 1),
    [],
    'none doubled',
  )
  t.notMatch(second.output(), TOKEN)
})
