import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { test } from 'tap'
import { applyWebhooks, emptyParkedBodies } from '../../src/webhooks/apply-webhooks.ts'
import { type Bench, deliveryOf, openBench, publishOne } from '../fixture.ts'
import {
  accepted,
  answer,
  apply,
  bodyOf,
  claim,
  contextOf,
  inboxOf,
  send,
  START_OF_2026,
  startSending,
  statusOf,
  store,
  tell,
} from './support.ts'

test('webhooks: without opaque data, the message id finds the attempt', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await tell(bench, { id: 'wamid.a', status: 'delivered' })
  t.match(await deliveryOf(bench, id), { state: 'delivered' })
})

test('webhooks: opaque data in one update and not in the next, both are recorded', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  await tell(
    bench,
    { id: 'wamid.a', status: 'delivered', second: 2 },
    { id: 'wamid.a', status: 'sent', second: 1, opaque: `${id}:1` },
  )
  const row = await deliveryOf(bench, id)
  t.match(row, { state: 'delivered' })
  t.ok(row.sent_at)
})

test('webhooks: an unknown attempt, is parked with the reason and retried when the attempt exists', async (t) => {
  const bench = await openBench(t)
  const event = await publishOne(bench)
  const id = event.whatsapp_delivery_id
  const stored = await store(
    bench,
    bodyOf([
      statusOf({ id: 'wamid.a', status: 'delivered', opaque: `${id}:1` }),
      statusOf({ id: 'wamid.another-app', status: 'delivered' }),
    ]),
  )
  await apply(bench)
  const parked = await inboxOf(bench, stored)
  t.ok(parked.applied_at)
  t.match(parked.unmatched, [
    { reason: 'no_such_attempt', item: { delivery_id: id, attempt: 1, provider_message_id: 'wamid.a' } },
    { reason: 'no_such_attempt', item: { delivery_id: null, provider_message_id: 'wamid.another-app' } },
  ])

  await claim(bench)
  await apply(bench)
  t.match(await deliveryOf(bench, id), { state: 'delivered' })
  t.match((await inboxOf(bench, stored)).unmatched, [{ item: { provider_message_id: 'wamid.another-app' } }])
})

test('webhooks: an unknown message id, is recorded when it is known', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench)
  const stored = await store(bench, bodyOf([statusOf({ id: 'wamid.a', status: 'read' })]))
  await apply(bench)
  t.match(await deliveryOf(bench, id), { state: 'sending' })
  await answer(bench, { delivery_id: id, attempt: 1 }, accepted('wamid.a'))
  await apply(bench)
  t.match(await deliveryOf(bench, id), { state: 'read' })
  t.equal((await inboxOf(bench, stored)).unmatched, null)
})

test('webhooks: an item that matched nothing for an hour, is not retried', async (t) => {
  const bench = await openBench(t)
  const event = await publishOne(bench)
  const id = event.whatsapp_delivery_id
  await store(bench, bodyOf([statusOf({ id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })]))
  await apply(bench)
  await sql`update webhook_inbox set received_at = received_at - interval '61 minutes'`.execute(bench.db)
  await claim(bench)
  await apply(bench)
  t.match(await deliveryOf(bench, id), { state: 'sending' })
})

test('webhooks: an unknown message of another program, leaves no parked row after an hour', async (t) => {
  const bench = await openBench(t)
  const event = await publishOne(bench)
  const foreign = await store(bench, bodyOf([statusOf({ id: 'wamid.foreign', status: 'read' })]))
  const own = await store(
    bench,
    bodyOf([statusOf({ id: 'wamid.a', status: 'read', opaque: `${event.whatsapp_delivery_id}:7` })]),
  )
  await apply(bench)
  await emptyParkedBodies(contextOf(bench))
  t.ok((await inboxOf(bench, foreign)).unmatched)
  await sql`update webhook_inbox set received_at = received_at - interval '61 minutes'`.execute(bench.db)
  await emptyParkedBodies(contextOf(bench))
  t.match(await inboxOf(bench, foreign), { unmatched: null, body: Buffer.alloc(0) })
  t.ok((await inboxOf(bench, own)).unmatched)
})

test('webhooks: many unknown items, do not keep a known one from being retried', async (t) => {
  const bench = await openBench(t)
  for (let n = 0; n < 250; n += 1) {
    await store(bench, bodyOf([statusOf({ id: `wamid.stranger-${n}`, status: 'sent' })]))
  }
  const event = await publishOne(bench)
  const id = event.whatsapp_delivery_id
  await store(bench, bodyOf([statusOf({ id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })]))
  await apply(bench)
  await claim(bench)
  await apply(bench)
  t.match(await deliveryOf(bench, id), { state: 'delivered' })
})

const UNREADABLE = { reason: 'status_unreadable', item: '/entry/0/changes/0/value/statuses/0' }

const POISON = [
  ['no object', 42, UNREADABLE],
  ['null', null, UNREADABLE],
  ['wrong types', { id: 7, status: [], timestamp: {} }, UNREADABLE],
  ['a key with a NUL', { 'a\0b': '\0' }, UNREADABLE],
  ['half a surrogate pair', { id: '\ud800', status: 5 }, UNREADABLE],
  ['a backslash before u0000', { id: '\\u0000', status: 5 }, UNREADABLE],
  [
    'a year nobody reaches',
    { ...statusOf({ id: 'wamid.x', status: 'sent' }), timestamp: '999999999999' },
    UNREADABLE,
  ],
  [
    'an error whose code is no number',
    { ...statusOf({ id: 'wamid.x', status: 'failed' }), errors: [{}] },
    UNREADABLE,
  ],
  ['an endless id', statusOf({ id: 'w'.repeat(100_000), status: 'sent' }), UNREADABLE],
  [
    'an id with a NUL',
    statusOf({ id: 'wamid.\0x', status: 'sent' }),
    { item: { provider_message_id: 'wamid.x' } },
  ],
  ['an id cut in half', statusOf({ id: 'wamid.\ud83d', status: 'sent' }), { reason: 'no_such_attempt' }],
  [
    'an attempt beyond counting',
    statusOf({ id: 'wamid.x', status: 'sent', opaque: `${randomUUIDv7()}:99999999999` }),
    { reason: 'no_such_attempt' },
  ],
] as const

for (const [title, item, parked] of POISON) {
  test(`webhooks: an item that is ${title}, is parked and the others are applied`, async (t) => {
    const bench = await openBench(t)
    const id = await send(bench, 'wamid.a')
    const stored = await store(bench, bodyOf([item, statusOf({ id: 'wamid.a', status: 'read' })]))
    const other = await store(bench, bodyOf([statusOf({ id: 'wamid.a', status: 'sent' })]))
    await apply(bench)
    const row = await deliveryOf(bench, id)
    t.match(row, { state: 'read' })
    t.ok(row.sent_at, 'the other webhook too')
    t.match((await inboxOf(bench, stored)).unmatched, [parked])
    t.equal((await inboxOf(bench, other)).unmatched, null)
  })
}

test('webhooks: an error text that Postgres cannot store, the failure counts and the text is repaired', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const details = `a\0b \ud800 ${'x'.repeat(600)}😀`
  await tell(bench, { id: 'wamid.a', status: 'failed', code: 131026, details, opaque: `${id}:1` })
  t.match(await deliveryOf(bench, id), { state: 'failed', last_error_text: /^a b \ufffd x+$/ })
})

test('webhooks: an error text cut in the middle of an emoji, the failure counts', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  await tell(bench, {
    id: 'wamid.a',
    status: 'failed',
    code: 131026,
    details: `x${'😀'.repeat(300)}`,
    opaque: `${id}:1`,
  })
  t.match(await deliveryOf(bench, id), { state: 'failed' })
})

test('webhooks: a message id of another attempt, is parked and the others are applied', async (t) => {
  const bench = await openBench(t)
  const ids = [await send(bench, 'wamid.a'), await startSending(bench), await send(bench, 'wamid.c')]
  const stored = await store(
    bench,
    bodyOf([
      statusOf({ id: 'wamid.c', status: 'delivered', opaque: `${ids[2]}:1` }),
      statusOf({ id: 'wamid.a', status: 'delivered', opaque: `${ids[1]}:1` }),
      statusOf({ id: 'wamid.a', status: 'delivered', opaque: `${ids[0]}:1` }),
    ]),
  )
  await apply(bench)
  const states = await Promise.all(ids.map(async (id) => (await deliveryOf(bench, id)).state))
  t.same(states, ['delivered', 'sending', 'delivered'])
  t.match((await inboxOf(bench, stored)).unmatched, [
    { reason: 'refused_by_the_database', item: { delivery_id: ids[1] } },
  ])
})

const BODIES = [
  ['no JSON', '<html>'],
  ['nothing', ''],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
  ['JSON without an entry', '{"object":"whatsapp_business_account"}'],
  ['an entry that is no list', '{"entry":{}}'],
] as const

for (const [title, body] of BODIES) {
  test(`webhooks: a body that is ${title}, is parked`, async (t) => {
    const bench = await openBench(t)
    const stored = await store(bench, body)
    await apply(bench)
    const { applied_at, unmatched } = await inboxOf(bench, stored)
    t.ok(applied_at)
    t.match(unmatched, [{ reason: 'not_a_webhook' }])
  })
}

test('webhooks: brackets nested a hundred thousand deep, are parked and the others are applied', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const stored = await store(
    bench,
    bodyOf(['DEEP', statusOf({ id: 'wamid.a', status: 'read' })]).replace('"DEEP"', deep),
  )
  await apply(bench)
  t.match(await deliveryOf(bench, id), { state: 'read' })
  t.match((await inboxOf(bench, stored)).unmatched, [UNREADABLE])
})

test('webhooks: unknown fields and statuses, are skipped', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const changes = [
    { field: 'security', value: { event: 'PIN_CHANGED' } },
    { field: 'messages', value: { statuses: [{ ...statusOf({ id: 'wamid.a', status: 'played' }) }] } },
  ]
  const stored = await store(bench, JSON.stringify({ entry: [{ changes }], something: 'new' }))
  await apply(bench)
  const { applied_at, unmatched } = await inboxOf(bench, stored)
  t.ok(applied_at)
  t.equal(unmatched, null)
  t.match(await deliveryOf(bench, id), { state: 'accepted' })
})

test('webhooks: 1,000 updates in one body, all applied', async (t) => {
  const bench = await openBench(t)
  const ids = await sendMany(bench, 1000)
  await tell(bench, ...ids.map((id) => ({ id: `wamid.${id}`, status: 'delivered', opaque: `${id}:1` })))
  t.equal(await countDelivered(bench), 1000)
})

test('webhooks: 1,000 updates of one message, one change', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const updates = Array.from({ length: 1000 }, (_, second) => ({ id: 'wamid.a', status: 'sent', second }))
  await tell(bench, ...updates)
  const delivery = await deliveryOf(bench, id)
  t.equal(delivery.state, 'sent')
  t.equal(delivery.sent_at?.toString(), START_OF_2026.toString())
})

test('webhooks: two notifiers at once over the same messages, each callback applied', async (t) => {
  const bench = await openBench(t)
  const ids = await sendMany(bench, 300)
  for (const [position, status] of ['sent', 'delivered', 'failed', 'sent', 'delivered', 'read'].entries()) {
    const updates = ids.map((id) =>
      statusOf({ id: `wamid.${id}`, status, second: position, opaque: `${id}:1` }),
    )
    const shuffled = position % 2 === 0 ? updates : updates.toReversed()
    for (let start = 0; start < shuffled.length; start += 50) {
      await store(bench, bodyOf(shuffled.slice(start, start + 50)))
    }
  }
  const ctx = contextOf(bench)
  await Promise.all([applyWebhooks(ctx), applyWebhooks(ctx), applyWebhooks(ctx)])
  const rows = await bench.db.selectFrom('deliveries').selectAll().execute()
  t.ok(rows.every((row) => row.state === 'read' && row.sent_at && row.delivered_at && row.failed_at === null))
  const left = await bench.db.selectFrom('webhook_inbox').selectAll().orderBy('id').execute()
  t.ok(left.length <= 3, `${left.length} of 36: the newest that each of the three applied`)
  t.ok(left.every(({ applied_at, body }) => applied_at !== null && body.length === 0))
})

test('webhooks: the same failure at two notifiers at once, counted once', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const body = bodyOf([statusOf({ id: 'wamid.a', status: 'failed', code: 131000, opaque: `${id}:1` })])
  const gate = await bench.db.startTransaction().execute()
  await sql`select from deliveries where id = ${id} for update`.execute(gate)
  await store(bench, body)
  const ctx = contextOf(bench)
  const first = applyWebhooks(ctx)
  await waitUntilBlocked(bench, 1)
  await store(bench, body)
  const second = applyWebhooks(ctx)
  await waitUntilBlocked(bench, 2)
  await gate.rollback().execute()
  await Promise.all([first, second])
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
})

async function sendMany(bench: Bench, count: number): Promise<string[]> {
  for (let n = 0; n < count; n += 1) await publishOne(bench)
  await sql`
    with sent as (
      update deliveries set state = 'accepted', attempts = 1 returning id
    )
    insert into attempts (delivery_id, number, started_at, outcome, provider_message_id)
    select id, 1, clock_timestamp(), 'accepted', 'wamid.' || id from sent`.execute(bench.db)
  const rows = await bench.db.selectFrom('deliveries').select('id').execute()
  return rows.map((row) => row.id)
}

async function countDelivered({ db }: Bench): Promise<number> {
  const { n } = await db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('state', '=', 'delivered')
    .executeTakeFirstOrThrow()
  return n
}

async function waitUntilBlocked({ db }: Bench, sessions: number): Promise<void> {
  const deadline = performance.now() + 10_000
  for (;;) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event <> 'object'`.execute(db)
    if (rows[0]?.n === sessions) return
    if (performance.now() > deadline) throw new Error(`${rows[0]?.n} sessions wait, not ${sessions}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
