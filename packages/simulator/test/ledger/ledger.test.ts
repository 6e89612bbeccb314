import { test } from 'tap'
import { post, simulate, templateMessage } from '../fixture.ts'

test('ledger: beyond its capacity, the oldest entry is dropped and the totals go on', async (t) => {
  const simulator = await simulate(t, { capacity: 2 })
  for (let posted = 0; posted < 3; posted += 1) await post(simulator, templateMessage())
  t.strictSame(
    simulator.messages.map(({ number }) => number),
    [2, 3],
  )
  t.equal(simulator.totals().messages_taken, 3)
})

test('ledger: a condition that never holds, ends the wait with an error', async (t) => {
  const simulator = await simulate(t)
  await t.rejects(
    simulator.waitForMessages((messages) => messages.length > 0, 10),
    /did not hold within 10 ms/,
  )
})
