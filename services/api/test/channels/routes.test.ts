import { sql } from 'kysely'
import { test } from 'tap'
import { channelsStatement } from '@dutybell/shared/channels/find-channels'
import { type Api, assignedId, dateIn, registeredId, startApi, until } from '../start-api.ts'

async function channelOf(api: Api, channel: 'whatsapp' | 'email') {
  const { status, json, text } = await api.admin.get('/v1/channels')
  if (status !== 200 || !Array.isArray(json['items'])) throw new Error(text)
  if (json['next_cursor'] !== null) throw new Error('All channels fit on one page.')
  const found: unknown = json['items'].find((item) => item.channel === channel)
  return found
}

const NOTHING = { pending: 0, waiting: 0, sending: 0, in_doubt: 0, held: [] }

void test('channels: without deliveries, both run and nothing is pending', async (t) => {
  const api = await startApi(t)
  const running = {
    state: 'running',
    paused_at: null,
    paused_by: null,
    pause_reason: null,
    pause_code: null,
    probe_at: null,
    slow_until: null,
    messages_per_second: null,
    unfinished: NOTHING,
    oldest_due_at: null,
    templates: [],
    delivery_mode: null,
    action: null,
  }
  t.same(await channelOf(api, 'email'), { channel: 'email', daily: null, ...running })
  t.same(await channelOf(api, 'whatsapp'), {
    channel: 'whatsapp',
    ...running,
    daily: {
      limit: null,
      reached: 0,
      left: null,
      held: 0,
      needed_for_reminders: 0,
      left_for_reminders: null,
    },
  })
  t.equal((await api.call({ method: 'GET', url: '/v1/channels' })).status, 401)
})

void test('channels: a notifier beats, its settings are shown beside the channels, and its delivery mode on them', async (t) => {
  const api = await startApi(t)
  await api.pool.query(
    `insert into heartbeats (id, service, name, version, settings, clock_offset_ms, started_at, seen_at)
     select gen_random_uuid(), v.service, v.service || ':1', '1.2.3', v.settings::jsonb, -7, '2026-01-01T00:00:00Z', clock_timestamp()
     from (values ('api', '{"time_zone": "Asia/Kolkata"}'), ('notifier', '{"delivery_mode": "sandbox", "max_attempts": 4}'))
       v(service, settings)`,
  )
  const { json } = await api.admin.get('/v1/channels')
  t.match(json['heartbeats'], [
    { service: 'api', settings: { time_zone: 'Asia/Kolkata' } },
    {
      service: 'notifier',
      name: 'notifier:1',
      version: '1.2.3',
      settings: { delivery_mode: 'sandbox', max_attempts: 4 },
      clock_offset_ms: -7,
      started_at: '2026-01-01T00:00:00Z',
      seen_at: /Z$/,
    },
  ])
  t.match(json['items'], [{ delivery_mode: 'sandbox' }, { delivery_mode: 'sandbox' }])
})

void test('channels: each fault has an action', async (t) => {
  const api = await startApi(t)
  await api.pool.query(`select hold_template('duty_reminder_tomorrow', 'en', '132015: paused', '132015')`)
  t.match(await channelOf(api, 'whatsapp'), {
    action: /^Edit the template, or wait/,
    templates: [{ action: /^Edit the template, or wait/ }],
  })
  const actionAfter = async (by: string, code: string | null) => {
    await api.pool.query(`update channels set paused_at = null`)
    await api.pool.query(`select pause_channel('whatsapp', $1, 'The cause.', $2)`, [by, code])
    return Object(await channelOf(api, 'whatsapp')).action
  }
  t.match(await actionAfter('notifier', '190'), /META_WA_ACCESS_TOKEN/)
  t.match(await actionAfter('notifier', 'ACCOUNT_VIOLATION'), /request a review/)
  t.match(await actionAfter('notifier', 'ECONNREFUSED'), /Check the network/)
  t.match(await actionAfter('Maryam', null), /POST \/v1\/channels\/whatsapp\/resume/)
  t.match(await actionAfter('restore', null), /pnpm resume --after-restore/)
  await api.pool.query(`select pause_channel('email', 'notifier', 'Invalid login: 535 5.7.8 no', '535')`)
  t.match(await channelOf(api, 'email'), { action: /SMTP_URL and EMAIL_FROM/ })
})

void test('channels: unfinished deliveries are counted by state and cause', async (t) => {
  const api = await startApi(t)
  await registeredId(api)
  await api.pool.query('delete from deliveries')
  await api.pool.query(
    `insert into deliveries (id, outbox_id, channel, template, recipient, state, reason, next_attempt_at, blocked_by_earlier, rank,
       expires_at, created_at, held_at)
     select gen_random_uuid(), o.id, 'whatsapp', 'registration_received', '+91987650' || 1000 + n, v.state, v.reason,
       now() + v.wait, v.blocked_by_earlier, now() + interval '1 d', now() + interval '7 d', now() - interval '1 min', null
     from outbox o, (values
       (3, 'pending', null, null, false), (2, 'pending', null, null, true), (1, 'pending', null, interval '1 h', false),
       (4, 'sending', null, null, false), (2, 'in_doubt', null, interval '1 h', false), (3, 'held', 'template', null, false),
       (1, 'held', 'in_doubt', null, false), (5, 'failed', 'attempts_spent', null, false), (1, 'read', null, null, false)
     ) v(count, state, reason, wait, blocked_by_earlier), generate_series(1, v.count) n`,
  )
  t.match(await channelOf(api, 'whatsapp'), {
    unfinished: {
      pending: 5,
      waiting: 1,
      sending: 4,
      in_doubt: 2,
      held: [
        { reason: 'template', count: 3 },
        { reason: 'in_doubt', count: 1 },
      ],
    },
    oldest_due_at: /Z$/,
  })
  t.match(await channelOf(api, 'email'), { unfinished: NOTHING, oldest_due_at: null })
})

void test('channels: the oldest due, since it could go: by its commit, its time, or when it was sent again', async (t) => {
  const api = await startApi(t)
  await registeredId(api, { email: null })
  const dueFor = async () => {
    const { rows } = await api.pool.query<{ minutes: number }>(
      `select round(extract(epoch from clock_timestamp() - $1::timestamptz) / 60)::int as minutes`,
      [Object(await channelOf(api, 'whatsapp')).oldest_due_at],
    )
    return rows[0]?.minutes
  }
  await api.pool.query(
    `update deliveries set created_at = now() - interval '90 min', rank = now() + interval '24 h' - interval '90 min'`,
  )
  t.equal(await dueFor(), 90)
  await api.pool.query(`update deliveries set next_attempt_at = now() - interval '5 min'`)
  t.equal(await dueFor(), 5)
  await api.pool.query(`update deliveries set state = 'failed', next_attempt_at = null`)
  t.equal(Object(await channelOf(api, 'whatsapp')).oldest_due_at, null)
  const { id } = await api.db.selectFrom('deliveries').select('id').executeTakeFirstOrThrow()
  t.equal((await api.admin.post(`/v1/deliveries/${id}/retry`)).status, 200)
  t.equal(await dueFor(), 0)
})

void test('channels: much is finished, the counts read none of it', async (t) => {
  const api = await startApi(t)
  await registeredId(api)
  await api.pool.query(
    `insert into deliveries (id, outbox_id, channel, template, recipient, state, rank, expires_at)
     select gen_random_uuid(), o.id, 'whatsapp', 'registration_received', '+91987650' || n, 'read', now(), now()
     from outbox o, generate_series(1, 20000) n`,
  )
  await api.pool.query('analyze deliveries')
  await api.pool.query('vacuum deliveries')
  const { rows } = await sql<Record<string, string>>`explain ${channelsStatement()}`.execute(api.db)
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  t.notMatch(plan, /Seq Scan on deliveries/)
  t.match(plan, / using deliveries_/)
})

void test('channels: paused by a person, over a pause of the notifiers, until a person resumes it', async (t) => {
  const api = await startApi(t)
  await api.pool.query(`select pause_channel('whatsapp', 'notifier', 'The token has expired.', '190')`)
  t.match(await channelOf(api, 'whatsapp'), {
    state: 'paused',
    paused_by: 'notifier',
    pause_reason: 'The token has expired.',
    pause_code: '190',
    probe_at: /Z$/,
  })
  const paused = await api.admin.post('/v1/channels/whatsapp/pause', { reason: ' Eid\n morning ' })
  t.equal(paused.status, 200)
  t.match(paused.json, {
    channel: 'whatsapp',
    state: 'paused',
    paused_by: 'tester',
    pause_reason: 'Eid morning',
    pause_code: null,
    probe_at: null,
  })
  t.same(await channelOf(api, 'whatsapp'), paused.json)
  await api.pool.query(`select resume_channel('whatsapp', false)`)
  await api.pool.query(`select pause_channel('whatsapp', 'notifier', 'Away', null)`)
  t.match(await channelOf(api, 'whatsapp'), { paused_by: 'tester' }, 'the notifiers do not touch it')
  t.match(await channelOf(api, 'email'), { state: 'running' })

  await api.pool.query('delete from graphile_worker._private_jobs')
  const resumed = await api.admin.post('/v1/channels/whatsapp/resume')
  t.match(resumed, { status: 200, json: { state: 'trial', paused_at: null, paused_by: null } })
  await until(async () => {
    const { rows } = await api.pool.query(`select from graphile_worker.jobs where key = 'drain_outbox'`)
    return rows.length === 1
  })
  await api.pool.query(`select end_trial('whatsapp')`)
  t.match(await api.admin.post('/v1/channels/whatsapp/resume'), { status: 200, json: { state: 'running' } })
})

void test('channels: paused by a key that is called notifier, it does not end by itself', async (t) => {
  const secret = 'a-secret-of-that-key'
  const api = await startApi(t, { ADMIN_API_KEYS: [{ name: 'notifier', secret }] })
  const { json } = await api.call({
    method: 'POST',
    url: '/v1/channels/email/pause',
    headers: { authorization: `Bearer ${secret}` },
  })
  t.match(json, { paused_by: 'key notifier', pause_reason: 'Paused by notifier.', probe_at: null })
})

void test('channels: paused as the database was restored, neither paused nor resumed from here', async (t) => {
  const api = await startApi(t)
  await api.pool.query(
    `insert into installation (system_identifier, timeline_id, database_oid, table_oid) values ('1', 1, 1, 1)`,
  )
  await api.pool.query('select pause_if_restored()')
  for (const act of ['pause', 'resume']) {
    t.match(await api.admin.post(`/v1/channels/email/${act}`), {
      status: 409,
      json: { code: 'channel_waits_for_restore' },
    })
  }
  t.match(await channelOf(api, 'email'), { state: 'paused', paused_by: 'restore' })
})

void test('channels: rate-limited by the provider, no message first, then the reduced pace', async (t) => {
  const api = await startApi(t)
  await api.pool.query(`select slow_channel('whatsapp', '1 min', 80)`)
  t.match(await channelOf(api, 'whatsapp'), {
    state: 'slow',
    slow_until: /Z$/,
    messages_per_second: 40,
    action: /^Sending continues by itself at slow_until/,
  })
  await api.pool.query(
    `update channels set slow_until = now() - interval '1 s', slowed_at = now() - interval '1 s' where channel = 'whatsapp'`,
  )
  t.match(await channelOf(api, 'whatsapp'), {
    state: 'slow',
    slow_until: null,
    messages_per_second: Number,
    action: null,
  })
  await api.pool.query(`update channels set slowed_at = now() - interval '121 s' where channel = 'whatsapp'`)
  t.match(await channelOf(api, 'whatsapp'), { state: 'running', messages_per_second: null })
})

void test("channels: the daily limit of recipients is shown with tomorrow's need", async (t) => {
  const api = await startApi(t, { META_WA_DAILY_RECIPIENTS: 1 })
  for (const full_name of ['Ahmed Ali', 'Fatima Ali']) {
    const phone_number = full_name.startsWith('A') ? '98765 43210' : '98765 43211'
    const registration_id = await registeredId(api, { full_name, phone_number })
    await assignedId(api, { registration_id, duty_date: dateIn(1) })
  }
  await api.pool.query(`update duty_assignments set allotted_at = '2026-01-01'`)
  await api.pool.query(
    `update deliveries set state = 'held', reason = 'daily_recipients' where channel = 'whatsapp'`,
  )
  t.match(await channelOf(api, 'whatsapp'), {
    daily: { limit: 1, reached: 0, left: 1, held: 4, needed_for_reminders: 2, left_for_reminders: 1 },
  })
})

void test('channels: bad input, refused', async (t) => {
  const api = await startApi(t)
  for (const url of ['/v1/channels/pigeon/pause', '/v1/channels/%00/resume', '/v1/channels/Email/resume']) {
    t.match(await api.admin.post(url), { status: 404, json: { code: 'channel_not_found' } })
  }
  t.match(await api.admin.post('/v1/channels/email/pause', { reason: 1 }), { status: 400 })
  t.match(await api.admin.post('/v1/channels/email/pause', { cause: 'x' }), { status: 400 })
  t.match(await api.admin.post('/v1/channels/email/pause', { reason: '\0' }), {
    status: 200,
    json: { pause_reason: 'Paused by tester.' },
  })
  t.equal((await api.call({ method: 'POST', url: '/v1/channels/email/resume' })).status, 401)
})

void test('channels: a quota is used up, the action names it and a resume acts at once', async (t) => {
  const api = await startApi(t)
  await api.pool.query(`select exhaust_quota('email', null, 'Daily limit exceeded')`)
  t.match(await channelOf(api, 'email'), { state: 'slow', paused_at: null, action: /Raise the limit/ })
  t.match(await api.admin.post('/v1/channels/email/resume'), { json: { state: 'trial', slow_until: null } })
  await api.pool.query(`select end_trial('email')`)
  t.match(await channelOf(api, 'email'), { state: 'running', action: null })
})
