import { test, type Test } from 'tap'
import type { Simulator } from '@dutybell/simulator/simulator'
import { type Bench, eventually, openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'

async function publishMany(bench: Bench, count: number, email = false) {
  for (let n = 0; n < count; n += 1) {
    await publishOne(bench, email ? { phone_number: null, email: `person${n}@example.org` } : {})
  }
}

function channelOf(bench: Bench, channel: 'whatsapp' | 'email') {
  return bench.db.selectFrom('channels').selectAll().where('channel', '=', channel).executeTakeFirstOrThrow()
}

/** Polls a channel until `holds`, and makes each probe due at once: its back-off begins with two seconds. */
async function whileProbing<T>(
  bench: Bench,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
): Promise<T> {
  return eventually(async () => {
    // A probe that is under way is due again after a minute.
    await bench.pool.query(
      `with due as (
        update channels set probe_at = clock_timestamp()
        where probe_at between clock_timestamp() and clock_timestamp() + interval '40 seconds'
        returning channel
      )
      select graphile_worker.add_job('drain_outbox') from due`,
    )
    return read()
  }, holds)
}

function countIn(bench: Bench, state: 'accepted' | 'failed' | 'held' | 'pending') {
  return bench.db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('state', '=', state)
    .executeTakeFirstOrThrow()
}

function takenOf(meta: Simulator) {
  return meta.messages.filter((message) => message.taken)
}

async function allArriveOnce(t: Test, bench: Bench, meta: Simulator, count: number) {
  await whileProbing(
    bench,
    () => countIn(bench, 'accepted'),
    ({ n }) => n === count,
  )
  t.equal(takenOf(meta).length, count, 'each was taken once')
  t.equal(new Set(takenOf(meta).map((message) => message.to)).size, count, 'by whom it was for')
}

test('channel-pause: an expired token, pauses without counting attempts, and all is sent once the token is valid', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { account: { token_expired: true } } })
  await publishMany(bench, 50)
  await startNotifierFor(t, bench, meta, { META_WA_CONCURRENCY: '4' })
  const paused = await eventually(
    () => channelOf(bench, 'whatsapp'),
    ({ paused_at }) => paused_at !== null,
  )
  t.match(paused, { paused_by: 'notifier', pause_code: '190' })
  t.ok(meta.messages.length <= 8, `at most what was in flight met it: ${meta.messages.length}`)
  meta.behave({})
  await allArriveOnce(t, bench, meta, 50)
  const { spent } = await bench.db
    .selectFrom('deliveries')
    .select((e) => e.fn.sum<number>('spent').as('spent'))
    .executeTakeFirstOrThrow()
  t.equal(spent, 0)
  t.match(await channelOf(bench, 'whatsapp'), { paused_at: null, is_trial: false, probes: 0 })
})

test('channel-pause: after a pause, one trial message is sent first and the rest after its success', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, {
    behaviour: { messages: [{ answer: { kind: 'error', code: 131031, http_status: 403 } }] },
  })
  await publishMany(bench, 30)
  await startNotifierFor(t, bench, meta, { META_WA_CONCURRENCY: '3' })
  await whileProbing(
    bench,
    () => channelOf(bench, 'whatsapp'),
    ({ probes }) => probes >= 3,
  )
  t.ok(meta.messages.length <= 3 + 3 + 3, `a message for each look, not more: ${meta.messages.length}`)
  meta.behave({})
  await allArriveOnce(t, bench, meta, 30)
})

test('channel-pause: Meta becomes unreachable, pauses, and every message arrives once afterwards', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { messages: [{ latency_ms: 20 }] } })
  await publishMany(bench, 150)
  await startNotifierFor(t, bench, meta, { META_WA_CONCURRENCY: '16' })
  await meta.waitForMessages((messages) => messages.length > 30)
  meta.outage('refuse', 60_000)
  const paused = await eventually(
    () => channelOf(bench, 'whatsapp'),
    ({ paused_at }) => paused_at !== null,
  )
  t.equal(paused.paused_by, 'notifier')
  await meta.endOutage()
  await whileProbing(
    bench,
    async () => (await channelOf(bench, 'whatsapp')).paused_at,
    (paused_at) => paused_at === null,
  )
  await eventually(
    () => countIn(bench, 'pending'),
    ({ n }) => n === 0,
  )
  t.equal((await countIn(bench, 'failed')).n, 0)
})

test('channel-pause: several 503s of Graph in a row, pauses, whatever MAX_ATTEMPTS is', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, {
    behaviour: { messages: [{ answer: { kind: 'error', code: 2, http_status: 503 } }] },
  })
  await publishMany(bench, 40)
  await startNotifierFor(t, bench, meta, { META_WA_CONCURRENCY: '4', MAX_ATTEMPTS: '3' })
  await whileProbing(
    bench,
    () => channelOf(bench, 'whatsapp'),
    ({ probes }) => probes >= 3,
  )
  meta.behave({})
  await whileProbing(
    bench,
    () => countIn(bench, 'accepted'),
    ({ n }) => n === 40,
  )
  t.equal((await countIn(bench, 'failed')).n, 0)
})

test('channel-pause: one message always fails, does not pause and counts its attempts', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const event = await publishOne(bench)
  meta.behave({
    messages: [{ to: event.phone_number ?? '', answer: { kind: 'error', code: 131000, http_status: 500 } }],
  })
  await publishMany(bench, 20)
  await startNotifierFor(t, bench, meta)
  await eventually(
    () => countIn(bench, 'failed'),
    ({ n }) => n === 1,
  )
  await eventually(
    () => countIn(bench, 'accepted'),
    ({ n }) => n === 20,
  )
  const failed = await bench.db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', '=', event.whatsapp_delivery_id)
    .executeTakeFirstOrThrow()
  t.match(failed, { attempts: 4, spent: 4, reason: 'attempts_spent', last_error_code: '131000' })
  t.equal((await channelOf(bench, 'whatsapp')).paused_at, null)
})

test('channel-pause: a full SMTP queue, mail is delayed and none lost, whatever MAX_ATTEMPTS is', async (t) => {
  const bench = await openBench(t)
  const refuse = { kind: 'refuse', at: 'recipient', smtp_code: 452 } as const
  const meta = await startMeta(t, { behaviour: { mails: [{ answer: refuse }] } })
  await publishMany(bench, 20, true)
  await startNotifierFor(t, bench, meta, { MAX_ATTEMPTS: '1' })
  await whileProbing(
    bench,
    () => channelOf(bench, 'email'),
    ({ probes }) => probes >= 3,
  )
  meta.behave({})
  await whileProbing(
    bench,
    () => countIn(bench, 'accepted'),
    ({ n }) => n === 20,
  )
  t.equal(meta.mails.filter((mail) => mail.taken).length, 20)
})

test('channel-pause: a pause of an operator, stays until it is resumed', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await bench.pool.query(`select pause_channel('whatsapp', 'coordinator', 'We look at the texts', null)`)
  await publishOne(bench)
  const mail = await publishOne(bench, { email: 'a@example.org', phone_number: null })
  await startNotifierFor(t, bench, meta)
  await eventually(
    () =>
      bench.db
        .selectFrom('deliveries')
        .selectAll()
        .where('id', '=', mail.email_delivery_id)
        .executeTakeFirstOrThrow(),
    ({ state }) => state === 'accepted',
  )
  t.equal(meta.messages.length, 0)
  await bench.pool.query(`select resume_channel('whatsapp', true)`)
  await meta.waitForMessages((messages) => messages.length === 1)
})

test('channel-pause: a template error, its deliveries are held, others continue, a release frees only these', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  meta.changeTemplate({ name: 'duty_allotment_confirmed', status: 'PAUSED' })
  const parameters = ['Ahmed Ali', '15 March 2026', 'Fajar Azaan']
  for (let n = 0; n < 30; n += 1) await publishOne(bench, { type: 'duty_allotment_confirmed', parameters })
  await publishMany(bench, 10)
  await startNotifierFor(t, bench, meta, { META_WA_CONCURRENCY: '4' })
  await eventually(
    () => countIn(bench, 'held'),
    ({ n }) => n === 30,
  )
  await eventually(
    () => countIn(bench, 'accepted'),
    ({ n }) => n === 10,
  )
  t.ok(meta.messages.length <= 10 + 8, `at most what was in flight met it: ${meta.messages.length}`)
  t.match(await bench.db.selectFrom('templates').selectAll().execute(), [
    { name: 'duty_allotment_confirmed', state: 'held', reason: /132015/ },
  ])
  meta.changeTemplate({ name: 'duty_allotment_confirmed', status: 'APPROVED' })
  await bench.pool.query(`select release_template('duty_allotment_confirmed', 'en')`)
  await eventually(
    () => countIn(bench, 'accepted'),
    ({ n }) => n === 40,
  )
})

test('channel-pause: error pages of a proxy, only deliveries in flight are in doubt, and all arrive once', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, {
    behaviour: { messages: [{ on: 'all', answer: { kind: 'html', http_status: 503 } }] },
  })
  await publishMany(bench, 60)
  await startNotifierFor(t, bench, meta, {
    META_WA_CONCURRENCY: '4',
    IN_DOUBT_WINDOW_SECONDS: '1',
  })
  await whileProbing(
    bench,
    () => channelOf(bench, 'whatsapp'),
    ({ probes }) => probes >= 3,
  )
  const met = meta.messages.length
  t.ok(met <= 5 + 4, `at most a streak and what was in flight: ${met}`)
  meta.behave({})
  await allArriveOnce(t, bench, meta, 60)
  const { n } = await bench.db
    .selectFrom('deliveries')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('possible_duplicate', '=', true)
    .executeTakeFirstOrThrow()
  t.ok(n <= met, 'and only these are marked')
})
