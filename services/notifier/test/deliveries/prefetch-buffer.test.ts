import { test } from 'tap'
import type { Claimed } from '../../src/deliveries/claim-deliveries.ts'
import { PrefetchBuffer, type Leased } from '../../src/deliveries/prefetch-buffer.ts'

function leased(delivery_id: string, claimed_at: number): Leased {
  const claimed: Claimed = {
    delivery_id,
    attempt: 1,
    spent: 0,
    recipient: '+919876543210',
    template: 'registration_received',
    language: 'en',
    payload: { parameters: [] },
    is_trial: false,
    retries: 0,
    rank: Temporal.Instant.fromEpochMilliseconds(0),
  }
  return { claimed, claimed_at, lease_ends_at: claimed_at + 60_000 }
}

test('prefetch-buffer: slots became free since the last claim, its capacity is twice their number minus the waiting deliveries', async (t) => {
  const buffer = new PrefetchBuffer()
  t.equal(buffer.capacity(256), 0, 'no slot became free')
  for (let n = 0; n < 3; n += 1) buffer.countFreedSlot()
  t.equal(buffer.capacity(256), 6)
  buffer.add([leased('a', 0), leased('b', 0)])
  for (let n = 0; n < 3; n += 1) buffer.countFreedSlot()
  t.equal(buffer.capacity(256), 4)
  for (let n = 0; n < 300; n += 1) buffer.countFreedSlot()
  t.equal(buffer.capacity(256), 254, 'at most the number of slots')
})

test('prefetch-buffer: old deliveries are taken out, the others keep their order', async (t) => {
  const buffer = new PrefetchBuffer()
  buffer.add([leased('a', 10), leased('b', 10), leased('c', 20), leased('d', 20)])
  t.same(
    buffer.takeOlderThan(20).map(({ claimed }) => claimed.delivery_id),
    ['a', 'b'],
  )
  t.equal(buffer.next()?.claimed.delivery_id, 'c')
  t.equal(buffer.next()?.claimed.delivery_id, 'd')
  t.equal(buffer.next(), undefined)
})
