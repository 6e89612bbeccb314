import { test } from 'tap'
import { mergeCallbacks, type StoredCallback } from '../../src/webhooks/merge-callbacks.ts'

const DELIVERY = '019aaf00-0000-7000-8000-000000000001'

test('merge-callbacks: updates of one attempt, one change with the first time of each', (t) => {
  const [merged, ...others] = mergeCallbacks([
    callback({ status: 'delivered', second: 9 }),
    callback({ status: 'sent', second: 2 }),
    callback({ status: 'sent', second: 1, webhook_id: 'second' }),
    callback({ status: 'delivered', second: 5 }),
  ])
  t.equal(others.length, 0)
  t.equal(merged?.sent_at?.toString(), '1970-01-01T00:00:01Z')
  t.equal(merged?.delivered_at?.toString(), '1970-01-01T00:00:05Z')
  t.equal(merged?.read_at, null)
  t.same(merged?.webhook_ids, ['first', 'second'])
  t.end()
})

test('merge-callbacks: two attempts of one delivery, two changes', (t) => {
  const merged = mergeCallbacks([
    callback({ attempt: 1, provider_message_id: 'wamid.1' }),
    callback({ attempt: 2, provider_message_id: 'wamid.2' }),
  ])
  t.same(
    merged.map(({ attempt }) => attempt),
    [1, 2],
  )
  t.end()
})

test('merge-callbacks: the attempt named in one update of a message and not in another, one change', (t) => {
  const merged = mergeCallbacks([
    callback({ delivery_id: null, attempt: null, status: 'read', second: 3 }),
    callback({ status: 'sent', second: 1 }),
  ])
  t.equal(merged.length, 1)
  t.match(merged[0], { delivery_id: DELIVERY, attempt: 1 })
  t.ok(merged[0]?.read_at)
  t.end()
})

test('merge-callbacks: no update names the attempt, one change per message', (t) => {
  const nameless = { delivery_id: null, attempt: null }
  const merged = mergeCallbacks([
    callback({ ...nameless, provider_message_id: 'wamid.1' }),
    callback({ ...nameless, provider_message_id: 'wamid.1' }),
    callback({ ...nameless, provider_message_id: 'wamid.2' }),
  ])
  t.equal(merged.length, 2)
  t.end()
})

test('merge-callbacks: none, none', (t) => {
  t.same(mergeCallbacks([]), [])
  t.end()
})

function callback({ second = 0, ...fields }: Partial<StoredCallback> & { second?: number }): StoredCallback {
  return {
    delivery_id: DELIVERY,
    attempt: 1,
    provider_message_id: 'wamid.1',
    status: 'sent',
    at: Temporal.Instant.fromEpochMilliseconds(second * 1000),
    error: null,
    webhook_id: 'first',
    ...fields,
  }
}
