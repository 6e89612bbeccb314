import { test } from 'tap'
import { deliveryOf, openBench } from '../fixture.ts'
import { keptOf, messageOf } from '../inbound/support.ts'
import { apply, inboxOf, send, statusOf, store } from './support.ts'

const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }

const ODD: readonly [string, unknown][] = [
  ['an entry without changes', { id: '1', time: 1_767_225_600 }],
  ['an entry whose changes are an object', { id: '1', changes: {} }],
  ['an entry that is null', null],
  ['an entry whose id is a number', { id: 7, changes: [] }],
  ['a change without value', { id: '1', changes: [{ field: 'messages' }] }],
  ['a change that is a text', { id: '1', changes: ['messages'] }],
  ['a change whose value is null', { id: '1', changes: [{ field: 'messages', value: null }] }],
  ['a change without field', { id: '1', changes: [{ value: {} }] }],
  ['an unknown field', { id: '1', changes: [{ field: 'calls', value: { calls: [{}] } }] }],
  ['a messages change without items', { id: '1', changes: [{ field: 'messages', value: { metadata } }] }],
  [
    'items of another number',
    {
      id: '1',
      changes: [
        {
          field: 'messages',
          value: { metadata: { phone_number_id: 7 }, statuses: [42], messages: [42], errors: [42] },
        },
      ],
    },
  ],
]

for (const [title, odd] of ODD) {
  test(`webhooks: ${title} is skipped and the other items are applied`, async (t) => {
    const bench = await openBench(t)
    const id = await send(bench, 'wamid.a')
    const value = {
      metadata,
      statuses: [statusOf({ id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })],
      messages: [messageOf({ text: 'Salam' })],
    }
    const entry = [odd, { id: '1', changes: [{ field: 'messages', value }] }]
    const stored = await store(bench, JSON.stringify({ object: 'whatsapp_business_account', entry }))
    await apply(bench)
    t.match(await deliveryOf(bench, id), { state: 'delivered' })
    t.match(await keptOf(bench), [{ text: 'Salam' }])
    t.equal((await inboxOf(bench, stored)).unmatched, null)
  })
}

test('webhooks: numeric times, are read', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const seconds = 1_767_225_605
  const status = statusOf({ id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })
  const value = {
    metadata,
    statuses: [{ ...status, timestamp: seconds }],
    messages: [{ ...messageOf({ text: 'STOP' }), timestamp: seconds }],
  }
  const stored = await store(bench, JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] }))
  await apply(bench)
  const { delivered_at } = await deliveryOf(bench, id)
  t.equal(delivered_at?.toString(), '2026-01-01T00:00:05Z')
  t.match(await keptOf(bench), [{ text: 'STOP', preference: 'stop' }])
  t.equal((await inboxOf(bench, stored)).unmatched, null)
})

const OTHER_PRODUCTS: readonly [string, unknown][] = [
  ['page', { object: 'page', entry: [{ id: '1', messaging: [{ message: { text: 'STOP' } }] }] }],
  ['instagram', { object: 'instagram', entry: [{ id: '1', changes: [{ field: 'comments', value: {} }] }] }],
  ['permissions', { object: 'permissions' }],
]

for (const [title, body] of OTHER_PRODUCTS) {
  test(`webhooks: a body of the product ${title}, is skipped and leaves no parked row`, async (t) => {
    const bench = await openBench(t)
    const stored = await store(bench, JSON.stringify(body))
    await apply(bench)
    const { applied_at, unmatched, body: left } = await inboxOf(bench, stored)
    t.ok(applied_at)
    t.equal(unmatched, null)
    t.equal(left.length, 0)
  })
}
