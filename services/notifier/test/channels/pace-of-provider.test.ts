import { randomUUIDv7 } from 'node:crypto'
import { playSmtp } from '@dutybell/testing/smtp-server'
import { sql } from 'kysely'
import { test, type Test } from 'tap'
import { findExhaustedQuotas } from '../../src/alerts/conditions/stopped-sending.ts'
import { decide } from '../../src/deliveries/decide.ts'
import { takeProbe } from '@dutybell/shared/channels/channel-control'
import {
  attemptsOf,
  type Bench,
  deliveryOf,
  eventually,
  openBench,
  publishOne,
  startMeta,
  startNotifierFor,
} from '../fixture.ts'
import {
  claim,
  ended,
  enqueue,
  enqueueOne,
  inHours,
  makeDue,
  newNumber,
  record,
  SETTINGS,
  settle,
} from '../deliveries/support.ts'

function whatsapp({ db }: Bench) {
  return db.selectFrom('channels').selectAll().where('channel', '=', 'whatsapp').executeTakeFirstOrThrow()
}

async function allAccepted(bench: Bench, count: number) {
  const accepted = () =>
    bench.db
      .selectFrom('deliveries')
      .select((e) => [e.fn.countAll<number>().as('n'), e.fn.sum<number>('spent').as('spent')])
      .where('state', '=', 'accepted')
      .executeTakeFirstOrThrow()
  return eventually(accepted, ({ n }) => n === count)
}

test('pace: 130429, sending stops as long as Meta asks, continues at half the rate, and no attempt is counted', async (t) => {
  const bench = await openBench(t)
  const answer = { kind: 'error', code: 130429, http_status: 429, retry_after_seconds: 1 } as const
  const meta = await startMeta(t, { behaviour: { messages: [{ count: 3, answer }] } })
  for (let n = 0; n < 30; n += 1) await publishOne(bench)
  await startNotifierFor(t, bench, meta, { META_WA_CONCURRENCY: '3', META_WA_MESSAGES_PER_SECOND: '400' })
  const { spent } = await allAccepted(bench, 30)
  t.equal(spent, 0)
  const times = meta.messages.map((message) => Date.parse(message.received_at)).toSorted((a, b) => a - b)
  const silence = Math.max(...times.slice(1).map((time, n) => time - (times[n] ?? 0)))
  t.ok(silence >= 900, `${silence} ms of silence`)
  t.match(await whatsapp(bench), { slowed_to: 200, paused_at: null })
})

test('pace: 2 of 100 are refused with 130429, the others go on at the full pace', async (t) => {
  const bench = await openBench(t)
  const numbers = Array.from({ length: 250 }, newNumber)
  const answer = { kind: 'error', code: 130429, http_status: 400 } as const
  const refused = numbers.filter((_number, n) => n % 50 === 20)
  const meta = await startMeta(t, {
    behaviour: { messages: refused.map((to) => ({ to, count: 1, answer })) },
  })
  await enqueue(
    bench,
    numbers.map((phone_number) => ({ phone_number })),
  )
  await startNotifierFor(t, bench, meta, { META_WA_MESSAGES_PER_SECOND: '400' })
  const { spent } = await allAccepted(bench, 250)
  t.equal(spent, 0)
  t.match(await whatsapp(bench), { slowed_to: null, slow_until: null, paused_at: null })
})

test('pace: every message is refused with 130429, sending stops and few are sent', async (t) => {
  const bench = await openBench(t)
  const answer = { kind: 'error', code: 130429, http_status: 400 } as const
  const meta = await startMeta(t, { behaviour: { messages: [{ answer }] } })
  await enqueue(
    bench,
    Array.from({ length: 100 }, () => ({})),
  )
  await startNotifierFor(t, bench, meta, { META_WA_MESSAGES_PER_SECOND: '80', META_WA_CONCURRENCY: '4' })
  const channel = await eventually(
    () => whatsapp(bench),
    ({ slowed_to }) => (slowed_to ?? 80) < 10,
  )
  t.not(channel.slow_until, null)
  t.ok(meta.messages.length < 40, `${meta.messages.length} sent`)
})

test('quota: the mail server reports a daily limit, the channel waits as long as it asks, and no attempt is counted', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const { smtp_url, steps } = await playSmtp(t, {
    '.': '550-5.4.5 Daily user sending limit exceeded.\r\n550 5.4.5 Try again after 600 seconds',
  })
  const { email_delivery_id } = await publishOne(bench, { email: 'a@example.org', phone_number: null })
  await startNotifierFor(t, bench, meta, { SMTP_URL: smtp_url })
  const channel = await eventually(
    () =>
      bench.db.selectFrom('channels').selectAll().where('channel', '=', 'email').executeTakeFirstOrThrow(),
    ({ quota_tries }) => quota_tries > 0,
  )
  t.equal(channel.paused_at, null, 'no probe: a login would succeed')
  const delivery = await eventually(
    () => deliveryOf(bench, email_delivery_id ?? ''),
    ({ state }) => state === 'pending',
  )
  t.match(delivery, { spent: 0, attempts: 1 })
  const { rows } = await sql<{ wait_seconds: number }>`
    select extract(epoch from slow_until - clock_timestamp())::int as wait_seconds from channels
    where channel = 'email'`.execute(bench.db)
  t.ok((rows[0]?.wait_seconds ?? 0) > 500, 'the wait is in the database')
  await publishOne(bench, { email: 'b@example.org', phone_number: null })
  t.equal(steps.filter((step) => step === '.').length, 1, 'nothing is sent meanwhile')
})

test('quota: no wait is named, one message tries after 5 and 15 minutes, and the others follow a success', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const text = '5.4.5 Daily user sending limit exceeded'
  meta.behave({ mails: [{ answer: { kind: 'refuse', at: 'data', smtp_code: 550, text } }] })
  const events: Awaited<ReturnType<typeof publishOne>>[] = []
  for (const name of ['a', 'b', 'c'])
    events.push(await publishOne(bench, { email: `${name}@example.org`, phone_number: null }))
  await startNotifierFor(t, bench, meta)
  const quota = async () => {
    const { rows } = await sql<{
      quota_tries: number
      is_trial: boolean
      minutes: number
      now_sending: number
    }>`
      select quota_tries, is_trial, round(extract(epoch from slow_until - clock_timestamp()) / 60)::int as minutes,
        (select count(*)::int from deliveries where queue_state = 'sending') as now_sending
      from channels where channel = 'email'`.execute(bench.db)
    return rows[0]
  }
  const settled = (tries: number) =>
    eventually(quota, (row) => row?.quota_tries === tries && row.now_sending === 0)
  t.match(await settled(1), { minutes: 5, is_trial: true })
  const tried = meta.mails.length
  const timePasses = () =>
    sql`with waited as (update deliveries set next_attempt_at = null where queue_state = 'pending')
      update channels set slow_until = clock_timestamp() where channel = 'email'`.execute(bench.db)
  await timePasses()
  t.match(await settled(2), { minutes: 15, is_trial: true })
  t.equal(meta.mails.length, tried + 1, 'one message tried')
  const alerts = await findExhaustedQuotas({ db: bench.db, time_zone: 'Asia/Kolkata' })
  t.match(alerts, [{ key: 'quota_used_up:email', text: /Daily user sending limit exceeded/ }])
  meta.behave({})
  await timePasses()
  const states = () =>
    Promise.all(events.map(({ email_delivery_id }) => deliveryOf(bench, email_delivery_id)))
  const sent = await eventually(states, (rows) => rows.every(({ state }) => state === 'accepted'))
  t.ok(sent.every(({ spent }) => spent === 0))
  t.match(await quota(), { quota_tries: 0, is_trial: false })
})

test('wait: Meta asks for 6 hours and 4 are left, the delivery and the channel wait 2', async (t) => {
  const bench = await openBench(t)
  const answer = { kind: 'error', code: 80007, http_status: 429, retry_after_seconds: 21_600 } as const
  const meta = await startMeta(t, { behaviour: { messages: [{ answer }] } })
  const { whatsapp_delivery_id } = await publishOne(bench, { expires_at: inHours(4) })
  await startNotifierFor(t, bench, meta)
  await waitsTwoHours(t, bench, whatsapp_delivery_id)
  const { slow_until } = await whatsapp(bench)
  isAboutTwoHours(t, slow_until)
})

test('wait: the mail server asks for 6 hours and 4 are left, the delivery waits 2', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const { smtp_url } = await playSmtp(t, { RCPT: '421 4.7.0 Please try again after 21600 seconds' })
  const event = { email: 'a@example.org', phone_number: null, expires_at: inHours(4) }
  const { email_delivery_id } = await publishOne(bench, event)
  await startNotifierFor(t, bench, meta, { SMTP_URL: smtp_url })
  await waitsTwoHours(t, bench, email_delivery_id)
})

async function waitsTwoHours(t: Test, bench: Bench, id: string) {
  const delivery = await eventually(
    () => deliveryOf(bench, id),
    ({ state, attempts }) => state === 'pending' && attempts === 1,
  )
  isAboutTwoHours(t, delivery.next_attempt_at)
}

function isAboutTwoHours(t: Test, instant: Temporal.Instant | null) {
  const minutes = instant?.since(Temporal.Now.instant()).total('minutes')
  t.ok(minutes !== undefined && minutes > 118 && minutes <= 120, `${minutes} minutes`)
}

test('pace: 131056, only this recipient waits', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const { phone_number, whatsapp_delivery_id } = await publishOne(bench)
  meta.behave({
    messages: [{ to: phone_number ?? '', answer: { kind: 'error', code: 131056, http_status: 400 } }],
  })
  for (let n = 0; n < 10; n += 1) await publishOne(bench)
  await startNotifierFor(t, bench, meta)
  await allAccepted(bench, 10)
  const waiting = await eventually(
    () => deliveryOf(bench, whatsapp_delivery_id),
    ({ state }) => state === 'pending',
  )
  t.equal(waiting.spent, 0)
  t.ok((waiting.next_attempt_at?.epochMilliseconds ?? 0) > Date.now() + 30_000)
  t.match(await whatsapp(bench), { slow_until: null, paused_at: null })
})

test('pace: one recipient, not limited before the provider says so', async (t) => {
  const bench = await openBench(t)
  const phone_number = newNumber()
  await enqueue(
    bench,
    Array.from({ length: 50 }, () => ({ phone_number })),
  )
  for (let n = 0; n < 50; n += 1) {
    const [claimed] = await claim(bench)
    if (!claimed) return t.fail(`only ${n} went`)
    await record(bench, [ended(claimed, 'accepted')])
  }
})

test('pace: 131049, retried once, a day later', async (t) => {
  const bench = await openBench(t)
  const id = await enqueueOne(bench)
  const withheld = {
    outcome: 'refused',
    error: { class: 'recipient', code: '131049', text: 'Not today.' },
    http_status: 400,
    trace_id: null,
    duration_ms: 1,
  } as const
  for (const [attempt, state] of [
    [1, 'pending'],
    [2, 'failed'],
  ] as const) {
    const [claimed] = await claim(bench)
    if (!claimed) return t.fail(`attempt ${attempt} could not be claimed`)
    await record(bench, [decide(claimed, withheld, SETTINGS)])
    const delivery = await deliveryOf(bench, id)
    t.equal(delivery.state, state)
    const due = delivery.next_attempt_at?.epochMilliseconds ?? 0
    if (state === 'pending') t.ok(due > Date.now() + 23.9 * 3_600_000, 'not within 24 hours')
    await makeDue(bench, id)
  }
})

test('template: made with named parameters, it is held with a sentence that says how to make it', async (t) => {
  const bench = await openBench(t)
  const answer = {
    kind: 'error',
    code: 100,
    http_status: 400,
    details: 'Parameter name is missing or empty',
  } as const
  const meta = await startMeta(t, { behaviour: { messages: [{ answer }] } })
  const { whatsapp_delivery_id } = await publishOne(bench)
  await startNotifierFor(t, bench, meta)
  const delivery = await eventually(
    () => deliveryOf(bench, whatsapp_delivery_id),
    ({ state }) => state === 'held',
  )
  t.match(delivery, { reason: 'template', last_error_code: '100', spent: 0 })
  t.match(await bench.db.selectFrom('templates').selectAll().execute(), [
    { name: 'registration_received', state: 'held', hold_code: '100', reason: /make it with \{\{1\}\}/ },
  ])
})

test('pace: a 200 with a paused template, the message is accepted and the next one held', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, {
    behaviour: { messages: [{ count: 1, answer: { kind: 'accepted', message_status: 'paused' } }] },
  })
  const first = await publishOne(bench)
  await startNotifierFor(t, bench, meta)
  await eventually(
    () => deliveryOf(bench, first.whatsapp_delivery_id),
    ({ state }) => state === 'accepted',
  )
  const second = await publishOne(bench)
  const held = await eventually(
    () => deliveryOf(bench, second.whatsapp_delivery_id),
    ({ state }) => state === 'held',
  )
  t.equal(held.reason, 'template')
  t.equal(meta.messages.length, 1)
})

test('pace: a paused channel, one of all notifiers probes', async (t) => {
  const bench = await openBench(t)
  await bench.pool.query(`select pause_channel('whatsapp', 'notifier', 'The token has expired.', '190')`)
  await bench.pool.query(`update channels set probe_at = clock_timestamp()`)
  const asked = await Promise.all(Array.from({ length: 8 }, () => takeProbe(bench.db, 'whatsapp')))
  t.equal(asked.filter(Boolean).length, 1)
})

test('pace: receipts stopped, no doubt is resolved by their absence', async (t) => {
  const bench = await openBench(t)
  const doubtful = await enqueueOne(bench)
  const [claimed] = await claim(bench)
  if (!claimed) return t.fail('nothing was claimed')
  await record(bench, [ended(claimed, 'in_doubt')])
  await enqueue(bench, [{}, {}, {}])
  await record(
    bench,
    (await claim(bench)).map((one) => ended(one, 'accepted')),
  )
  await sql`update deliveries set accepted_at = clock_timestamp() - interval '6 minutes' where state = 'accepted'`.execute(
    bench.db,
  )
  const yesterday = Temporal.Now.instant().subtract({ hours: 24 })
  const milliseconds = yesterday.epochMilliseconds.toString(16).padStart(12, '0')
  await sql`
    insert into webhook_inbox (id, body, received_at, applied_at)
    values (${`${milliseconds.slice(0, 8)}-${milliseconds.slice(8)}${randomUUIDv7().slice(13)}`}, '{}', ${yesterday.toString()}, ${yesterday.toString()})`.execute(
    bench.db,
  )
  await makeDue(bench, doubtful)
  await settle(bench)
  t.equal((await deliveryOf(bench, doubtful)).state, 'in_doubt', 'they came before and are missing now')
  await sql`delete from webhook_inbox`.execute(bench.db)
  await settle(bench)
  t.equal((await deliveryOf(bench, doubtful)).state, 'pending', 'they never came, so nothing is missing')
  t.equal((await attemptsOf(bench, doubtful)).length, 1)
})
