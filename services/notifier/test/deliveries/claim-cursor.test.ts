import { test } from 'tap'
import { ClaimFront } from '../../src/deliveries/claim-cursor.ts'

const early = { rank: Temporal.Instant.from('2026-03-15T10:00:00Z') }
const late = { rank: Temporal.Instant.from('2026-03-15T11:00:00Z') }

test('front: claims are full, each begins where the last stopped, and at the beginning every quarter of a second', async (t) => {
  const front = new ClaimFront()
  t.equal(front.at(0), null)
  front.move([early, late], true)
  t.equal(front.at(100), late.rank)
  front.move([late], true)
  t.equal(front.at(251), null)
  front.move([early], true)
  t.equal(front.at(400), early.rank)
})

test('front: a claim takes less than it might, the next begins at the beginning', async (t) => {
  const front = new ClaimFront()
  front.at(0)
  front.move([early], false)
  t.equal(front.at(10), null)
  front.move([], true)
  t.equal(front.at(20), null)
})
