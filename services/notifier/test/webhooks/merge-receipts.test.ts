import { test } from 'tap'
import { mergeReceipts, type StoredReceipt } from '../../src/webhooks/merge-receipts.ts'

const DELIVERY = '019aaf00-0000-7000-8000-000000000001'

test('merge-receipts: updates of one attempt, one change with the first time of each', (t) => {
  const [merged, ...others] = mergeReceipts([
    receipt({ status: 'delivered', second: 9 }),
    receipt({ status: 'sent', second: 2 }),
    receipt({ status: 'sent', second: 1, webhook_id: 'second' }),
    receipt({ status: 'delivered', second: 5 }),
  ])
  t.equal(others.length, 0)
  t.equal(merged?.sent_at?.toString(), '1970-01-01T00:00:01Z')
  t.equal(merged?.delivered_at?.toString(), '1970-01-01T00:00:05Z')
  t.equal(merged?.read_at, null)
  t.same(merged?.webhook_ids, ['first', 'second'])
  t.end()
})

test('merge-receipts: two attempts of one delivery, two changes', (t) => {
  const merged = mergeReceipts([
    receipt({ attempt: 1, provider_message_id: 'wamid.1' }),
    receipt({ attempt: 2, provider_message_id: 'wamid.2' }),
  ])
  t.same(
    merged.map(({ attempt }) => attempt),
    [1, 2],
  )
  t.end()
})

test('merge-receipts: the attempt named in one update of a message and not in another, one change', (t) => {
  const merged = mergeReceipts([
    receipt({ delivery_id: null, attempt: null, status: 'read', second: 3 }),
    receipt({ status: 'sent', second: 1 }),
  ])
  t.equal(merged.length, 1)
  t.match(merged[0], { delivery_id: DELIVERY, attempt: 1 })
  t.ok(merged[0]?.read_at)
  t.end()
})

test('merge-receipts: no update names the attempt, one change per message', (t) => {
  const nameless = { delivery_id: null, attempt: null }
  const merged = mergeReceipts([
    receipt({ ...nameless, provider_message_id: 'wamid.1' }),
    receipt({ ...nameless, provider_message_id: 'wamid.1' }),
    receipt({ ...nameless, provider_message_id: 'wamid.2' }),
  ])
  t.equal(merged.length, 2)
  t.end()
})

test('merge-receipts: none, none', (t) => {
  t.same(mergeReceipts([]), [])
  t.end()
})

function receipt({ second = 0, ...fields }: Partial<StoredReceipt> & { second?: number }): StoredReceipt {
  return {
    delivery_id: DELIVERY,
    attempt: 1,
    is_foreign: false,
    account: { wa_id: null, user_id: null, parent_user_id: null, writer_name: null },
    provider_message_id: 'wamid.1',
    status: 'sent',
    at: Temporal.Instant.fromEpochMilliseconds(second * 1000),
    error: null,
    webhook_id: 'first',
    ...fields,
  }
}
