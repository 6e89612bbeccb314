import { test } from 'tap'
import { ClaimCursor } from '../../src/deliveries/claim-cursor.ts'

const early = { rank: Temporal.Instant.from('2026-03-15T10:00:00Z') }
const late = { rank: Temporal.Instant.from('2026-03-15T11:00:00Z') }

test('claim-cursor: claims are full, each starts where the last ended, and from the start every 250 ms', async (t) => {
  const cursor = new ClaimCursor()
  t.equal(cursor.at(0), null)
  cursor.move([early, late], true)
  t.equal(cursor.at(100), late.rank)
  cursor.move([late], true)
  t.equal(cursor.at(251), null)
  cursor.move([early], true)
  t.equal(cursor.at(400), early.rank)
})

test('claim-cursor: a claim is not full, the next starts from the start', async (t) => {
  const cursor = new ClaimCursor()
  cursor.at(0)
  cursor.move([early], false)
  t.equal(cursor.at(10), null)
  cursor.move([], true)
  t.equal(cursor.at(20), null)
})
