import { sql } from 'kysely'
import { test } from 'tap'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import { readdress } from '@dutybell/shared/outbox/readdress'
import { attemptsOf, type Bench, deliveryOf, openBench } from '../fixture.ts'
import { tell } from '../webhooks/support.ts'
import {
  claim,
  claimIds,
  claimOnly,
  ended,
  enqueueOne,
  loseLease,
  makeDue,
  newNumber,
  openSession,
  record,
  recordSql,
  settle,
  whenWaitedFor,
} from './support.ts'

/** A delivery in flight to the former number. */
async function underWay(bench: Bench) {
  const registration_id = crypto.randomUUID()
  const former = newNumber()
  await sql`insert into registrations (id, full_name, phone_number, whatsapp_opt_in, language, name_key)
    values (${registration_id}, 'A B', ${former}, true, 'en', ${registration_id})`.execute(bench.db)
  const id = await enqueueOne(bench, { registration_id, phone_number: former })
  const claimed = await claimOnly(bench)
  const present = newNumber()
  const correct = () =>
    inTransaction(bench.db, async (tx) => {
      await sql`update registrations set phone_number = ${present} where id = ${registration_id}`.execute(tx)
      await readdress(tx, { registration_id, channel: 'whatsapp', address: present })
    })
  return { id, claimed, former, present, correct, registration_id }
}

test('corrected-address: an attempt in flight is refused transiently, the next goes to the new number', async (t) => {
  const bench = await openBench(t)
  const { id, claimed, former, present, correct } = await underWay(bench)
  await correct()
  t.match(await deliveryOf(bench, id), { recipient: former, state: 'sending' })
  await record(bench, [ended(claimed, 'retry')])
  t.match(await claim(bench), [{ delivery_id: id, recipient: present }])
  t.match(await deliveryOf(bench, id), { possible_duplicate: false })
  t.match(await attemptsOf(bench, id), [{ recipient: former }])
})

test('corrected-address: the outcome stays unknown, resent to the new number and marked', async (t) => {
  const bench = await openBench(t)
  const { id, present, correct } = await underWay(bench)
  await correct()
  await loseLease(bench, id)
  await settle(bench)
  await makeDue(bench, id)
  await settle(bench)
  t.match(await claim(bench), [{ delivery_id: id, recipient: present }])
  t.match(await deliveryOf(bench, id), { possible_duplicate: true })
})

test('corrected-address: a failed receipt, the next attempt goes to the new number', async (t) => {
  const bench = await openBench(t)
  const { id, claimed, present, correct } = await underWay(bench)
  await record(bench, [ended(claimed, 'accepted')])
  await correct()
  await tell(bench, { id: `wamid.${id}.1`, status: 'failed', code: 131000, opaque: `${id}:1` })
  await makeDue(bench, id)
  t.match(await claim(bench), [{ delivery_id: id, recipient: present }])
})

test('corrected-address: accepted at the former number, the recipient does not change', async (t) => {
  const bench = await openBench(t)
  const { id, claimed, former, correct } = await underWay(bench)
  await correct()
  await record(bench, [ended(claimed, 'accepted')])
  t.match(await deliveryOf(bench, id), { recipient: former, state: 'accepted' })
})

test("corrected-address: another person's delivery is blocked at the former number, it is unblocked", async (t) => {
  const bench = await openBench(t)
  const { id, claimed, former, correct } = await underWay(bench)
  const next = await enqueueOne(bench, { phone_number: former })
  t.same(await claimIds(bench), [])
  await correct()
  await record(bench, [ended(claimed, 'retry')])
  t.same(new Set(await claimIds(bench)), new Set([id, next]))
})

test('corrected-address: a concurrent record, the correction waits and includes the delivery', async (t) => {
  const bench = await openBench(t)
  const { id, claimed, present, correct } = await underWay(bench)
  const recording = await openSession(t, bench)
  await recording.query('begin')
  await recording.query(...recordSql([ended(claimed, 'retry')]))
  const corrected = correct()
  await whenWaitedFor(bench, recording)
  await recording.query('commit')
  await corrected
  t.match(await deliveryOf(bench, id), { recipient: present, state: 'pending' })
})

test('retry: failed, and the person opted out since, refused', async (t) => {
  const bench = await openBench(t)
  const { id, claimed, registration_id } = await underWay(bench)
  await record(bench, [ended(claimed, 'failed')])
  await sql`update registrations set whatsapp_opt_in = false where id = ${registration_id}`.execute(bench.db)
  const { rows } = await sql`select verdict from check_retryable(array[${id}]::uuid[], true)`.execute(
    bench.db,
  )
  t.same(rows, [{ verdict: 'recipient_suppressed' }])
})

test('retry: the number was corrected since the failure, sent to the new one', async (t) => {
  const bench = await openBench(t)
  const { id, claimed, present, correct } = await underWay(bench)
  await record(bench, [ended(claimed, 'failed')])
  await correct()
  await sql`select retry_deliveries(array[${id}]::uuid[], array[0]::double precision[], 'tester', false)`.execute(
    bench.db,
  )
  t.match(await claim(bench), [{ delivery_id: id, recipient: present }])
})
