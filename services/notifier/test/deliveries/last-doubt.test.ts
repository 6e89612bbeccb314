import { test } from 'tap'
import { type Bench, deliveryOf, openBench } from '../fixture.ts'
import { tell } from '../webhooks/support.ts'
import { claim, claimOnly, ended, enqueueOne, loseLease, makeDue, record, settle } from './support.ts'

/** The first attempt is in doubt, and the second was refused finally. */
async function refusedAfterDoubt(bench: Bench) {
  const id = await enqueueOne(bench)
  const first = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await makeDue(bench, id)
  await settle(bench)
  await record(bench, [ended(await claimOnly(bench), 'failed', { reason: 'recipient' })])
  return { id, first }
}

test('settle: an earlier attempt is in doubt and the last was refused finally, its window begins', async (t) => {
  const bench = await openBench(t)
  const { id } = await refusedAfterDoubt(bench)
  const row = await deliveryOf(bench, id)
  t.match(row, { state: 'in_doubt', reason: 'outcome_unknown' })
  t.ok(row.next_attempt_at)
})

for (const in_doubt_policy of ['resend', 'hold'] as const) {
  test(`settle: that window ends with the policy ${in_doubt_policy}, held and not resent`, async (t) => {
    const bench = await openBench(t)
    const { id } = await refusedAfterDoubt(bench)
    await makeDue(bench, id)
    await settle(bench, { in_doubt_policy })
    t.match(await deliveryOf(bench, id), { state: 'held', reason: 'in_doubt', next_attempt_at: null })
    t.same(await claim(bench), [])
  })
}

test('record: a late refusal settles the last doubt, failed', async (t) => {
  const bench = await openBench(t)
  const { id, first } = await refusedAfterDoubt(bench)
  await record(bench, [ended(first, 'failed', { reason: 'recipient' })])
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'recipient', spent: 2 })
})

test('record: an acceptance after the window, then a failed receipt, counted once', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const claimed = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await makeDue(bench, id)
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
  await record(bench, [ended(claimed, 'accepted')])
  t.match(await deliveryOf(bench, id), { state: 'accepted', spent: 0 })
  await tell(bench, { id: `wamid.${id}.1`, status: 'failed', code: 131000, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
})

test('apply: a receipt settles a doubt and the next reports a failure, counted once', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  t.match(await deliveryOf(bench, id), { state: 'in_doubt', spent: 1 })
  await tell(bench, { id: 'wamid.a', status: 'sent', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'sent', spent: 0 })
  await tell(bench, { id: 'wamid.a', status: 'failed', code: 131000, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
})
