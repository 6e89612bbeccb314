import { test } from 'tap'
import { foldCallbacks, type StoredCallback } from '../../src/webhooks/fold-callbacks.ts'

const DELIVERY = '019aaf00-0000-7000-8000-000000000001'

test('fold-callbacks: updates of one attempt, one change with the first time of each', (t) => {
  const [folded, ...others] = foldCallbacks([
    callback({ status: 'delivered', second: 9 }),
    callback({ status: 'sent', second: 2 }),
    callback({ status: 'sent', second: 1, webhook_id: 'second' }),
    callback({ status: 'delivered', second: 5 }),
  ])
  t.equal(others.length, 0)
  t.equal(folded?.sent_at?.toString(), '1970-01-01T00:00:01Z')
  t.equal(folded?.delivered_at?.toString(), '1970-01-01T00:00:05Z')
  t.equal(folded?.read_at, null)
  t.same(folded?.webhook_ids, ['first', 'second'])
  t.end()
})

test('fold-callbacks: two attempts of one delivery, two changes', (t) => {
  const folded = foldCallbacks([
    callback({ attempt: 1, provider_message_id: 'wamid.1' }),
    callback({ attempt: 2, provider_message_id: 'wamid.2' }),
  ])
  t.same(
    folded.map(({ attempt }) => attempt),
    [1, 2],
  )
  t.end()
})

test('fold-callbacks: the attempt named in one update of a message and not in another, one change', (t) => {
  const folded = foldCallbacks([
    callback({ delivery_id: null, attempt: null, status: 'read', second: 3 }),
    callback({ status: 'sent', second: 1 }),
  ])
  t.equal(folded.length, 1)
  t.match(folded[0], { delivery_id: DELIVERY, attempt: 1 })
  t.ok(folded[0]?.read_at)
  t.end()
})

test('fold-callbacks: nobody names the attempt, one change per message', (t) => {
  const nameless = { delivery_id: null, attempt: null }
  const folded = foldCallbacks([
    callback({ ...nameless, provider_message_id: 'wamid.1' }),
    callback({ ...nameless, provider_message_id: 'wamid.1' }),
    callback({ ...nameless, provider_message_id: 'wamid.2' }),
  ])
  t.equal(folded.length, 2)
  t.end()
})

test('fold-callbacks: none, none', (t) => {
  t.same(foldCallbacks([]), [])
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
