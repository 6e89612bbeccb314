import { test } from 'tap'
import { attemptsOf, deliveryOf, openBench } from '../fixture.ts'
import { answer, accepted, send, START_OF_2026, startSending, tell, type Update } from './support.ts'

const SENT = { status: 'sent', second: 1 }
const DELIVERED = { status: 'delivered', second: 2 }
const READ = { status: 'read', second: 3 }
const REPEAT = { status: 'delivered', second: 9 }

test('webhooks: sent, delivered, read and a repeat in any order, read with the first time of each', async (t) => {
  const bench = await openBench(t)
  const orders = permutations([SENT, DELIVERED, READ, REPEAT])
  t.equal(orders.length, 24)
  for (const [position, order] of orders.entries()) {
    const wamid = `wamid.order-${position}`
    const id = await send(bench, wamid)
    for (const update of order) await tell(bench, { ...update, id: wamid, opaque: `${id}:1` })
    t.match(
      timesOf(await deliveryOf(bench, id)),
      { state: 'read', sent: 1, delivered: 2, read: 3 },
      order.map(({ status }) => status).join(' '),
    )
  }
})

test('webhooks: every order at once in one body, the same', async (t) => {
  const bench = await openBench(t)
  const updates: Update[] = []
  const ids: string[] = []
  for (const [position, order] of permutations([SENT, DELIVERED, READ, REPEAT]).entries()) {
    const wamid = `wamid.order-${position}`
    const id = await send(bench, wamid)
    ids.push(id)
    updates.push(...order.map((update) => ({ ...update, id: wamid, opaque: `${id}:1` })))
  }
  await tell(bench, ...updates)
  for (const id of ids) {
    t.match(timesOf(await deliveryOf(bench, id)), { state: 'read', sent: 1, delivered: 2, read: 3 })
  }
})

test('webhooks: read without delivered, read', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await tell(bench, { ...READ, id: 'wamid.a', opaque: `${id}:1` })
  t.match(timesOf(await deliveryOf(bench, id)), { state: 'read', delivered: null, read: 3 })
})

test('webhooks: a callback before the answer to the POST, the answer reverts nothing', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await tell(bench, { ...SENT, id: 'wamid.a', opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), {
    state: 'sent',
    lease_expires_at: null,
    provider_message_id: 'wamid.a',
  })
  await answer(bench, { delivery_id: id, attempt: 1 }, accepted('wamid.a'))
  t.match(await deliveryOf(bench, id), { state: 'sent', spent: 0, possible_duplicate: false })
  t.match(await attemptsOf(bench, id), [{ outcome: 'accepted', http_status: 200 }])
})

test('webhooks: a failure before the answer to the POST, the answer does not hide it', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await tell(bench, { id: 'wamid.a', status: 'failed', code: 131026, opaque: `${id}:1` })
  await answer(bench, { delivery_id: id, attempt: 1 }, accepted('wamid.a'))
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'recipient', last_error_code: '131026' })
})

test('webhooks: a transient failure before the answer to the POST, it is sent again', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await tell(bench, { id: 'wamid.a', status: 'failed', code: 131000, opaque: `${id}:1` })
  await answer(bench, { delivery_id: id, attempt: 1 }, accepted('wamid.a'))
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
})

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, position) =>
    permutations(items.toSpliced(position, 1)).map((others) => [item, ...others]),
  )
}

function timesOf(row: Awaited<ReturnType<typeof deliveryOf>>) {
  const { state, sent_at, delivered_at, read_at } = row
  return { state, sent: secondOf(sent_at), delivered: secondOf(delivered_at), read: secondOf(read_at) }
}

function secondOf(at: Temporal.Instant | null): number | null {
  return at && at.since(START_OF_2026).total('seconds')
}
