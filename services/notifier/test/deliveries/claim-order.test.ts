import { test } from 'tap'
import { claimDeliveries } from '../../src/deliveries/claim-deliveries.ts'
import { deliveryOf, openBench } from '../fixture.ts'
import {
  claim,
  claimIds,
  claimSql,
  ended,
  enqueue,
  inHours,
  newNumber,
  openSession,
  record,
  SETTINGS,
  whenWaitedFor,
} from './support.ts'

test('claim: several recipients, ordered by deadline, then by commit', async (t) => {
  const bench = await openBench(t)
  const [week, month, soon] = await enqueue(bench, [
    { expires_at: inHours(24 * 7) },
    { expires_at: inHours(24 * 30) },
    { expires_at: inHours(1) },
  ])
  t.same(await claimIds(bench), [soon, week, month])
})

test('claim: from the rank of the previous claim, earlier ranks are left to a claim from the start', async (t) => {
  const bench = await openBench(t)
  const [first, second, third] = await enqueue(bench, [
    { expires_at: inHours(1) },
    { expires_at: inHours(2) },
    { expires_at: inHours(3) },
  ])
  const [, middle] = await claim(bench, 2)
  const [given] = await enqueue(bench, [{ expires_at: inHours(0.5) }])
  const later = await claimDeliveries(bench.pool, SETTINGS, 10, middle?.rank)
  t.equal(middle?.delivery_id, second)
  t.same(
    later.deliveries.map(({ delivery_id }) => delivery_id),
    [third],
  )
  t.same(await claimIds(bench), [given])
  t.equal((await deliveryOf(bench, first ?? '')).state, 'sending')
})

test('claim: several deliveries to one recipient, one at a time in commit order', async (t) => {
  const bench = await openBench(t)
  const phone_number = newNumber()
  const ids = await enqueue(bench, [
    { phone_number, expires_at: inHours(4) },
    { phone_number, expires_at: inHours(3) },
    { phone_number, expires_at: inHours(2) },
  ])
  for (const id of ids) {
    const claimed = await claim(bench)
    t.same(
      claimed.map(({ delivery_id }) => delivery_id),
      [id],
    )
    t.same(await claimIds(bench), [], 'nothing goes while one is sending')
    await record(
      bench,
      claimed.map((one) => ended(one, 'accepted')),
    )
  }
  t.same(await claimIds(bench), [])
})

test('claim: a claimed delivery has its lease, its attempt and its parameters', async (t) => {
  const bench = await openBench(t)
  const [id] = await enqueue(bench, [{ parameters: ['Ahmed Ali', '15 March 2026'] }])
  const [claimed] = await claim(bench)
  t.match(claimed, {
    delivery_id: id,
    attempt: 1,
    spent: 0,
    payload: { parameters: ['Ahmed Ali', '15 March 2026'] },
  })
  const row = await deliveryOf(bench, id ?? '')
  t.match(row, { state: 'sending', attempts: 1 })
  t.equal(
    row.lease_expires_at?.since(row.sending_at ?? row.created_at).total('milliseconds'),
    SETTINGS.lease_ms,
  )
})

test('claim: a limit, at most that many are claimed', async (t) => {
  const bench = await openBench(t)
  await enqueue(
    bench,
    Array.from({ length: 10 }, () => ({})),
  )
  t.equal((await claim(bench, 4)).length, 4)
  t.equal((await claim(bench, 4)).length, 4)
  t.equal((await claim(bench, 4)).length, 2)
})

test('claim: two deliveries block a reminder to the same person, they rank before all others', async (t) => {
  const bench = await openBench(t)
  const phone_number = newNumber()
  await enqueue(
    bench,
    Array.from({ length: 500 }, () => ({})),
  )
  const mine = await enqueue(bench, [
    { phone_number },
    { phone_number },
    { phone_number, expires_at: inHours(1) },
  ])
  for (const id of mine) {
    const claimed = await claim(bench, 5)
    t.ok(
      claimed.some(({ delivery_id }) => delivery_id === id),
      'the next message to the person is among the first five',
    )
    await record(
      bench,
      claimed.map((one) => ended(one, 'accepted')),
    )
  }
})

test('claim: two concurrent claims, the second takes neither the same row nor the same recipient', async (t) => {
  const bench = await openBench(t)
  const phone_number = newNumber()
  const [first, , other] = await enqueue(bench, [{ phone_number }, { phone_number }, {}])
  const session = await openSession(t, bench)
  await session.query('begin')
  t.same(await session.query(claimSql(1)), [{ id: first }])
  const second = claimIds(bench)
  await whenWaitedFor(bench, session)
  await session.query('commit')
  t.same(await second, [other])
})

test('claim: a locked row, is skipped and claimed later', async (t) => {
  const bench = await openBench(t)
  const [locked, free] = await enqueue(bench, [{}, {}])
  const session = await openSession(t, bench)
  await session.query('begin')
  await session.query('select from deliveries where id = $1 for no key update', [locked])
  t.same(await claimIds(bench), [free])
  await session.query('rollback')
  t.same(await claimIds(bench), [locked])
})
