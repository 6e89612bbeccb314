import { test } from 'tap'
import type { Bench } from '../fixture.ts'
import { attemptsOf, deliveryOf, openBench } from '../fixture.ts'
import {
  claim,
  claimOnly,
  ended,
  enqueue,
  enqueueOne,
  expireNow,
  inHours,
  loseLease,
  makeDue,
  openSession,
  record,
  recordSql,
  SETTINGS,
  settle,
  whenWaitedFor,
} from './support.ts'

/** The delay until the next attempt, in ms of the database's clock. */
async function nextInMs(bench: Bench, id: string): Promise<number> {
  const row = await deliveryOf(bench, id)
  const [attempt] = (await attemptsOf(bench, id)).slice(-1)
  if (!row.next_attempt_at || !attempt?.finished_at) throw new Error('It waits for nothing.')
  return row.next_attempt_at.since(attempt.finished_at).total('milliseconds')
}

/** A second attempt is in flight while the first is in doubt. */
async function inSecondAttempt(bench: Bench) {
  const id = await enqueueOne(bench)
  const first = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await makeDue(bench, id)
  await settle(bench)
  const second = await claimOnly(bench)
  return { id, first, second }
}

test('record: accepted, state, message id and times are stored', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const result = ended(await claimOnly(bench), 'accepted', { http_status: 200, trace_id: 'trace' })
  await record(bench, [result])
  const row = await deliveryOf(bench, id)
  t.match(row, { state: 'accepted', reason: null, spent: 0, lease_expires_at: null, next_attempt_at: null })
  t.equal(row.provider_message_id, result.provider_message_id)
  t.ok(row.accepted_at)
  t.match(await attemptsOf(bench, id), [
    { number: 1, outcome: 'accepted', http_status: 200, trace_id: 'trace' },
  ])
})

test('record: accepted, it says whether another message of the recipient may be ready', async (t) => {
  const bench = await openBench(t)
  const [phone_number, other] = ['+919876543210', '+919876543211']
  await enqueue(bench, [{ phone_number }, { phone_number }, { phone_number: other }])
  const claims = await claim(bench)
  const acceptedOf = (recipient: string) =>
    claims.filter((claimed) => claimed.recipient === recipient).map((claimed) => ended(claimed, 'accepted'))
  t.equal(await record(bench, acceptedOf(other)), false)
  t.equal(await record(bench, acceptedOf(phone_number)), true)
  t.equal(await record(bench, [ended(await claimOnly(bench), 'retry')]), true)
})

test('record: a transient refusal, retried after the delay and counted', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [
    ended(await claimOnly(bench), 'retry', { delay_ms: 120_000, code: '131016', text: 'Busy.' }),
  ])
  t.match(await deliveryOf(bench, id), {
    state: 'pending',
    spent: 1,
    last_error_code: '131016',
    last_error_text: 'Busy.',
  })
  t.ok(Math.abs((await nextInMs(bench, id)) - 120_000) < 1)
  t.same(await claim(bench), [], 'not before then')
})

test('record: the same result twice, counted once', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  for (const verdict of ['retry', 'in_doubt'] as const) {
    const claimed = await claimOnly(bench)
    const before = claimed.spent
    const result = ended(claimed, verdict, { delay_ms: 60_000 })
    await record(bench, [result])
    await record(bench, [result])
    t.equal((await deliveryOf(bench, id)).spent, before + 1, verdict)
    await makeDue(bench, id)
  }
})

test('record: an answer after the lease expired, counted once', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const late = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await record(bench, [ended(late, 'retry')])
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
})

test('record: unsent after the lease expired, not counted', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const late = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await record(bench, [ended(late, 'retry', { outcome: 'unsent', counts_attempt: 0 })])
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
})

test('record: the last attempt is counted, failed with attempts_spent', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  for (let n = 0; n < SETTINGS.max_attempts; n += 1)
    await record(bench, [ended(await claimOnly(bench), 'retry')])
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'attempts_spent', spent: 4, attempts: 4 })
  t.same(await claim(bench), [])
})

test('record: uncounted refusals, more attempts than MAX_ATTEMPTS follow', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  for (let n = 0; n < 6; n += 1)
    await record(bench, [ended(await claimOnly(bench), 'retry', { counts_attempt: 0 })])
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0, attempts: 6 })
})

test('record: a final refusal, failed with the reason', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'failed', { reason: 'recipient', code: '131026' })])
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'recipient', last_error_code: '131026' })
})

test('record: a template error, held', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'held', { reason: 'template', counts_attempt: 0 })])
  const row = await deliveryOf(bench, id)
  t.match(row, { state: 'held', reason: 'template', spent: 0 })
  t.ok(row.held_at)
})

test('record: in doubt, due at the end of the window', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'in_doubt')])
  t.match(await deliveryOf(bench, id), { state: 'in_doubt', reason: 'outcome_unknown', spent: 1 })
  t.ok(Math.abs((await nextInMs(bench, id)) - SETTINGS.in_doubt_window_ms) < 1)
})

test('record: in doubt near the deadline, due after half of the remaining time', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench, { expires_at: inHours(0.1) })
  await record(bench, [ended(await claimOnly(bench), 'in_doubt')])
  const row = await deliveryOf(bench, id)
  const [attempt] = await attemptsOf(bench, id)
  if (!attempt?.finished_at) throw new Error('The attempt has ended.')
  const left = row.expires_at.since(attempt.finished_at).total('milliseconds')
  t.ok(Math.abs((await nextInMs(bench, id)) - left / 2) < 1)
})

test('record: the next attempt would be after the deadline, it is in the middle of the time that is left', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench, { expires_at: inHours(1) })
  await record(bench, [ended(await claimOnly(bench), 'retry', { delay_ms: 3_700_000 })])
  t.match(await deliveryOf(bench, id), { state: 'pending' })
  t.ok(Math.abs((await nextInMs(bench, id)) - 1_800_000) < 5_000)
})

test('record: the deadline passed during the attempt, expired', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const claimed = await claimOnly(bench)
  await expireNow(bench, id)
  await record(bench, [ended(claimed, 'retry')])
  t.match(await deliveryOf(bench, id), { state: 'expired' })
})

test('record: a doubt, then a refusal past the deadline, expired with possibly_sent', async (t) => {
  const bench = await openBench(t)
  const { id, second } = await inSecondAttempt(bench)
  await expireNow(bench, id)
  await record(bench, [ended(second, 'retry')])
  t.match(await deliveryOf(bench, id), { state: 'expired', reason: 'possibly_sent' })
})

test('record: a final refusal after a doubt, not failed', async (t) => {
  const bench = await openBench(t)
  const { id, second } = await inSecondAttempt(bench)
  await record(bench, [ended(second, 'failed', { reason: 'recipient' })])
  t.match(await deliveryOf(bench, id), { state: 'in_doubt', reason: 'outcome_unknown' })
})

for (const verdict of ['retry', 'failed', 'in_doubt', 'held'] as const) {
  test(`record: ${verdict} after an earlier attempt was accepted, accepted and not resent`, async (t) => {
    const bench = await openBench(t)
    const { id, first, second } = await inSecondAttempt(bench)
    await record(bench, [ended(first, 'accepted')])
    t.match(await deliveryOf(bench, id), { state: 'sending', attempts: 2 }, 'the second is still under way')
    await record(bench, [ended(second, verdict, { reason: 'recipient' })])
    t.match(await deliveryOf(bench, id), { state: 'accepted', reason: null, next_attempt_at: null })
    t.match(await attemptsOf(bench, id), [
      { outcome: 'accepted' },
      { outcome: verdict === 'in_doubt' ? verdict : 'refused' },
    ])
  })
}

test('record: a late result of an older attempt, its evidence is stored and the state does not change', async (t) => {
  const bench = await openBench(t)
  for (const verdict of ['retry', 'failed', 'in_doubt', 'held'] as const) {
    const { id, first, second } = await inSecondAttempt(bench)
    const before = await deliveryOf(bench, id)
    await record(bench, [ended(first, verdict, { code: '131000', text: 'Something went wrong.' })])
    const after = await deliveryOf(bench, id)
    t.match(after, { state: 'sending', attempts: 2, spent: before.spent })
    t.equal(String(after.lease_expires_at), String(before.lease_expires_at))
    t.match((await attemptsOf(bench, id))[0], { number: 1, provider_code: '131000' })
    await record(bench, [ended(second, 'accepted')])
  }
})

test('record: both attempts accepted, marked possible_duplicate', async (t) => {
  const bench = await openBench(t)
  const { id, first, second } = await inSecondAttempt(bench)
  await record(bench, [ended(second, 'accepted')])
  await record(bench, [ended(first, 'accepted')])
  t.match(await deliveryOf(bench, id), { state: 'accepted', possible_duplicate: true, attempts: 2 })
  t.match(await attemptsOf(bench, id), [{ outcome: 'accepted' }, { outcome: 'accepted' }])
})

const LATE: Record<string, (bench: Bench, id: string) => Promise<unknown>> = {
  in_doubt: async () => undefined,
  pending: async (bench, id) => {
    await makeDue(bench, id)
    await settle(bench)
  },
  held: async (bench, id) => {
    await makeDue(bench, id)
    await settle(bench, { in_doubt_policy: 'hold' })
  },
  expired: async (bench, id) => {
    await expireNow(bench, id)
    await settle(bench)
  },
}

for (const [state, move] of Object.entries(LATE)) {
  test(`record: accepted after the lease expired and while ${state}, the doubt is settled`, async (t) => {
    const bench = await openBench(t)
    const id = await enqueueOne(bench)
    const late = await claimOnly(bench)
    await loseLease(bench, id)
    await settle(bench)
    await move(bench, id)
    t.equal((await deliveryOf(bench, id)).state, state)
    await record(bench, [ended(late, 'accepted')])
    t.match(await deliveryOf(bench, id), {
      state: 'accepted',
      reason: null,
      next_attempt_at: null,
      blocked_by_earlier: false,
    })
    await settle(bench)
    t.same(await claim(bench), [], 'it is not sent again')
  })
}

test('record: a retry after a 5xx refusal, marked possible_duplicate', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'retry', { http_status: 500 })])
  await claimOnly(bench)
  t.match(await deliveryOf(bench, id), { attempts: 2, possible_duplicate: true })
})

test('record: a retry after a certain refusal, not marked', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'retry', { http_status: 400 })])
  await record(bench, [ended(await claimOnly(bench), 'retry', { outcome: 'unsent', counts_attempt: 0 })])
  await claimOnly(bench)
  t.match(await deliveryOf(bench, id), { attempts: 3, possible_duplicate: false })
})

test('record: two concurrent records of two attempts, the second waits and both are stored', async (t) => {
  const bench = await openBench(t)
  const { id, first, second } = await inSecondAttempt(bench)
  const session = await openSession(t, bench)
  await session.query('begin')
  await session.query(...recordSql([ended(second, 'retry')]))
  const late = record(bench, [ended(first, 'accepted')])
  await whenWaitedFor(bench, session)
  await session.query('commit')
  await late
  t.match(await deliveryOf(bench, id), { state: 'accepted', attempts: 2 })
  t.match(await attemptsOf(bench, id), [{ outcome: 'accepted' }, { outcome: 'refused' }])
})
