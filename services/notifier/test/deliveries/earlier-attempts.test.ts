import { sql } from 'kysely'
import { test } from 'tap'
import { withdrawChannel } from '@dutybell/shared/outbox/withdraw'
import { type Bench, openBench } from '../fixture.ts'
import {
  claim,
  claimOnly,
  ended,
  enqueueOne,
  loseLease,
  makeDue,
  record,
  settle,
  stateOf,
} from './support.ts'

interface Item {
  readonly attempt: number
  readonly sent?: true
  readonly failed?: true
}

async function apply(bench: Bench, id: string, items: readonly Item[]): Promise<void> {
  const now = Temporal.Now.instant().toString()
  const json = items.map(({ attempt, sent, failed }, item) => ({
    item,
    delivery_id: id,
    attempt,
    provider_message_id: `wamid.${id}.${attempt}`,
    sent_at: sent ? now : null,
    delivered_at: null,
    read_at: null,
    failed_at: failed ? now : null,
    code: failed ? '131000' : null,
    text: null,
    verdict: 'retry',
    reason: null,
    delay_ms: 0,
    counts_attempt: 1,
  }))
  await sql`select * from apply_receipts(${JSON.stringify(json)}::jsonb, 4, '10 minutes')`.execute(bench.db)
}
/** The lease of attempt 1 expired, its window ended, and attempt 2 is in flight. */
async function resent(bench: Bench) {
  const id = await enqueueOne(bench)
  const one = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await makeDue(bench, id)
  await settle(bench)
  return { id, one, two: await claimOnly(bench) }
}
async function ofPerson(bench: Bench) {
  const registration_id = crypto.randomUUID()
  await sql`insert into registrations (id, full_name, phone_number, whatsapp_opt_in, language, name_key)
    values (${registration_id}, 'A B', '+919876500000', true, 'en', 'a b')`.execute(bench.db)
  const id = await enqueueOne(bench, { registration_id })
  const optOut = () =>
    bench.db
      .transaction()
      .execute((tx) => withdrawChannel(tx, { registration_id, channel: 'whatsapp' }, 'opted_out'))
  return { id, optOut }
}

test('settle: the lease expires and an earlier attempt was accepted, accepted and not resent', async (t) => {
  const bench = await openBench(t)
  const { id, one } = await resent(bench)
  await record(bench, [ended(one, 'accepted')])
  await loseLease(bench, id)
  await settle(bench)
  t.equal(await stateOf(bench, id), 'accepted')
  await makeDue(bench, id)
  await settle(bench)
  t.same(await claim(bench), [])
})
test('apply: the earlier attempt that decided the state fails, the failure decides', async (t) => {
  const bench = await openBench(t)
  const { id, one, two } = await resent(bench)
  await record(bench, [ended(two, 'in_doubt')])
  await record(bench, [ended(one, 'accepted')])
  await apply(bench, id, [{ attempt: 1, failed: true }])
  t.not(await stateOf(bench, id), 'accepted')
})
test('apply: receipts of an older attempt, then its failure, the attempt in flight does not change', async (t) => {
  const bench = await openBench(t)
  const { id } = await resent(bench)
  await apply(bench, id, [{ attempt: 1, sent: true }])
  await apply(bench, id, [{ attempt: 1, failed: true }])
  await loseLease(bench, id)
  await settle(bench)
  t.equal(await stateOf(bench, id), 'in_doubt')
})
test('apply: a failure of attempt 1 and an old receipt of attempt 2 in one batch, the failure decides', async (t) => {
  const bench = await openBench(t)
  const { id, one } = await resent(bench)
  await record(bench, [ended(one, 'accepted')])
  await apply(bench, id, [{ attempt: 2, failed: true }])
  await apply(bench, id, [
    { attempt: 1, failed: true },
    { attempt: 2, sent: true },
  ])
  t.not(await stateOf(bench, id), 'accepted')
})
test('withdraw: an opt-out after acceptance, a failed receipt causes no resend', async (t) => {
  const bench = await openBench(t)
  const { id, optOut } = await ofPerson(bench)
  await record(bench, [ended(await claimOnly(bench), 'accepted')])
  await optOut()
  await apply(bench, id, [{ attempt: 1, failed: true }])
  t.same(await claim(bench), [], await stateOf(bench, id))
})
