import { test } from 'tap'
import type { Claimed } from '../../src/deliveries/claim-deliveries.ts'
import { ClaimedAhead, type Leased } from '../../src/deliveries/prefetch-buffer.ts'

function leased(delivery_id: string, claimed_at: number): Leased {
  const claimed: Claimed = {
    delivery_id,
    attempt: 1,
    spent: 0,
    recipient: '+919876543210',
    template: 'registration_received',
    payload: { parameters: [] },
    registration_id: null,
    possible_duplicate: false,
    is_trial: false,
    rank: Temporal.Instant.fromEpochMilliseconds(0),
  }
  return { claimed, claimed_at, lease_ends_at: claimed_at + 60_000 }
}

test('claimed ahead: slots got free since the last claim, twice as many are claimed, less what waits', async (t) => {
  const ahead = new ClaimedAhead()
  t.equal(ahead.room(256), 0, 'nothing got free')
  for (let n = 0; n < 3; n += 1) ahead.noteFreed()
  t.equal(ahead.room(256), 6)
  ahead.add([leased('a', 0), leased('b', 0)])
  for (let n = 0; n < 3; n += 1) ahead.noteFreed()
  t.equal(ahead.room(256), 4)
  for (let n = 0; n < 300; n += 1) ahead.noteFreed()
  t.equal(ahead.room(256), 254, 'never more than there are slots')
})

test('claimed ahead: some wait for long, they are taken out and the others keep their order', async (t) => {
  const ahead = new ClaimedAhead()
  ahead.add([leased('a', 10), leased('b', 10), leased('c', 20), leased('d', 20)])
  t.same(
    ahead.takeOlderThan(20).map(({ claimed }) => claimed.delivery_id),
    ['a', 'b'],
  )
  t.equal(ahead.next()?.claimed.delivery_id, 'c')
  t.equal(ahead.next()?.claimed.delivery_id, 'd')
  t.equal(ahead.next(), undefined)
})
