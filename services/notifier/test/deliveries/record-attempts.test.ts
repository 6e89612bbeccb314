import { test } from 'tap'
import type { Bench } from '../fixture.ts'
import { attemptsOf, deliveryOf, openBench } from '../fixture.ts'
import {
  claim,
  claimOnly,
  ended,
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

/** How far ahead the next look at it is, in ms by the database's clock at the time of writing. */
async function nextInMs(bench: Bench, id: string): Promise<number> {
  const row = await deliveryOf(bench, id)
  const [attempt] = (await attemptsOf(bench, id)).slice(-1)
  if (!row.next_attempt_at || !attempt?.finished_at) throw new Error('It waits for nothing.')
  return row.next_attempt_at.since(attempt.finished_at).total('milliseconds')
}

/** A second attempt is under way while nobody knows how the first ended. */
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

test('record: accepted, state, message id and times are written', async (t) => {
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

test('record: refused for a while, it is tried again after the delay and one attempt is spent', async (t) => {
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

test('record: the answer was lost on the way to the notifier and is written twice, it counts once', async (t) => {
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

test('record: the lease had run out before the answer came, the attempt counts once', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const late = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await record(bench, [ended(late, 'retry')])
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 1 })
})

test('record: the lease had run out and it turns out that nothing left, nothing is spent', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const late = await claimOnly(bench)
  await loseLease(bench, id)
  await settle(bench)
  await record(bench, [ended(late, 'retry', { outcome: 'unsent', counts_attempt: 0 })])
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
})

test('record: the last attempt is spent, the delivery has failed and says so', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  for (let n = 0; n < SETTINGS.max_attempts; n += 1)
    await record(bench, [ended(await claimOnly(bench), 'retry')])
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'attempts_spent', spent: 4, attempts: 4 })
  t.same(await claim(bench), [])
})

test('record: refused without spending, more attempts follow than MAX_ATTEMPTS', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  for (let n = 0; n < 6; n += 1)
    await record(bench, [ended(await claimOnly(bench), 'retry', { counts_attempt: 0 })])
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0, attempts: 6 })
})

test('record: refused for good, the delivery has failed with the reason', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'failed', { reason: 'recipient', code: '131026' })])
  t.match(await deliveryOf(bench, id), { state: 'failed', reason: 'recipient', last_error_code: '131026' })
})

test('record: the template is refused, the delivery is held', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'held', { reason: 'template', counts_attempt: 0 })])
  const row = await deliveryOf(bench, id)
  t.match(row, { state: 'held', reason: 'template', spent: 0 })
  t.ok(row.held_at)
})

test('record: in doubt, it is decided after the window', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'in_doubt')])
  t.match(await deliveryOf(bench, id), { state: 'in_doubt', reason: 'outcome_unknown', spent: 1 })
  t.ok(Math.abs((await nextInMs(bench, id)) - SETTINGS.in_doubt_window_ms) < 1)
})

test('record: in doubt and close to the deadline, it is decided after half of what is left', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench, { expires_at: inHours(0.1) })
  await record(bench, [ended(await claimOnly(bench), 'in_doubt')])
  const row = await deliveryOf(bench, id)
  const [attempt] = await attemptsOf(bench, id)
  if (!attempt?.finished_at) throw new Error('The attempt has ended.')
  const left = row.expires_at.since(attempt.finished_at).total('milliseconds')
  t.ok(Math.abs((await nextInMs(bench, id)) - left / 2) < 1)
})

test('record: the next attempt would come after the deadline, the delivery is expired', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench, { expires_at: inHours(1) })
  await record(bench, [ended(await claimOnly(bench), 'retry', { delay_ms: 3_700_000 })])
  t.match(await deliveryOf(bench, id), { state: 'expired' })
})

test('record: an attempt once in doubt is followed by a refusal past the deadline, it says possibly sent', async (t) => {
  const bench = await openBench(t)
  const { id, second } = await inSecondAttempt(bench)
  await record(bench, [ended(second, 'retry', { delay_ms: 100 * 3_600_000 })])
  t.match(await deliveryOf(bench, id), { state: 'expired', reason: 'possibly_sent' })
})

test('record: refused for good after an attempt in doubt, it is not known to have failed', async (t) => {
  const bench = await openBench(t)
  const { id, second } = await inSecondAttempt(bench)
  await record(bench, [ended(second, 'failed', { reason: 'recipient' })])
  t.match(await deliveryOf(bench, id), { state: 'in_doubt', next_attempt_at: null })
})

for (const verdict of ['retry', 'failed', 'in_doubt', 'held'] as const) {
  test(`record: ${verdict} after an earlier attempt turned out accepted, it is accepted and not sent again`, async (t) => {
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

test('record: a stale finisher, it moves nothing back and its evidence is kept', async (t) => {
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

test('record: both attempts were accepted, the delivery is marked a possible duplicate', async (t) => {
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
  test(`record: accepted after all, when its lease had run out and it was ${state}, the doubt is settled`, async (t) => {
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

test('record: an attempt 5xx-refused is tried again, the next one is marked a possible duplicate', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'retry', { http_status: 500 })])
  await claimOnly(bench)
  t.match(await deliveryOf(bench, id), { attempts: 2, possible_duplicate: true })
})

test('record: an attempt surely refused is tried again, the next one is no duplicate', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  await record(bench, [ended(await claimOnly(bench), 'retry', { http_status: 400 })])
  await record(bench, [ended(await claimOnly(bench), 'retry', { outcome: 'unsent', counts_attempt: 0 })])
  await claimOnly(bench)
  t.match(await deliveryOf(bench, id), { attempts: 3, possible_duplicate: false })
})

test('record: two notifiers write of two attempts at once, the second waits and both are kept', async (t) => {
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
