import { test } from 'tap'
import { type Api, lockAwaited, registeredId, startApi } from '../start-api.ts'

/** Failed WhatsApp deliveries of so many people, oldest first, each a minute older than the next. */
async function enqueueFailed(api: Api, count: number): Promise<string[]> {
  await registeredId(api, { email: null })
  await api.pool.query(`delete from deliveries`)
  await api.pool.query(
    `insert into deliveries (id, outbox_id, channel, template, recipient, state, reason, attempts, spent,
       last_error_code, failed_at, rank, expires_at, created_at)
     select overlay(first_id_of(m.at)::text placing lpad(n::text, 12, '0') from 25)::uuid, o.id, 'whatsapp', 'registration_received', '+91987650' || 1000 + n, 'failed',
       'attempts_spent', 1, 4, '131000', now(), now(), now() + interval '7 d', m.at
     from outbox o, generate_series(1, $1) n, lateral (select now() - ($1 - n) * interval '1 min' as at) m`,
    [count],
  )
  const rows = await api.db.selectFrom('deliveries').select('id').orderBy('created_at').execute()
  return rows.map((row) => row.id)
}

const retry = (api: Api, body: object) => api.admin.post('/v1/deliveries/retry', body)

async function countReplays(api: Api): Promise<number> {
  return (await api.db.selectFrom('retries').select('delivery_id').execute()).length
}

void test('retry-deliveries: as many as expected, all wait again and each replay is recorded', async (t) => {
  const api = await startApi(t)
  const ids = await enqueueFailed(api, 5)
  const body = { filter: { state: 'failed' }, expected_count: 5 }
  t.match(await retry(api, body), {
    status: 200,
    json: { dry_run: false, matched: 5, retried: 5, refused: [] },
  })
  const rows = await api.db.selectFrom('deliveries').selectAll().execute()
  for (const row of rows) t.match(row, { state: 'pending', spent: 0, next_attempt_at: null, reason: null })
  const replays = await api.db.selectFrom('retries').selectAll().execute()
  t.same(replays.map((replay) => replay.delivery_id).toSorted(), ids.toSorted())
  t.ok(replays.every((replay) => replay.requested_by === 'tester' && replay.was_error_code === '131000'))
})

void test('retry-deliveries: the count differs from expected_count, refused with the count', async (t) => {
  const api = await startApi(t)
  await enqueueFailed(api, 3)
  for (const expected_count of [0, 2, 4]) {
    t.match(await retry(api, { filter: { state: 'failed' }, expected_count }), {
      status: 409,
      json: { code: 'expected_count_differs', detail: /matches 3 deliveries/ },
    })
  }
  t.equal(await countReplays(api), 0)
})

void test('retry-deliveries: a dry run counts and changes nothing', async (t) => {
  const api = await startApi(t)
  await enqueueFailed(api, 3)
  const filter = { state: 'failed' }
  t.match(await retry(api, { filter, dry_run: true }), {
    status: 200,
    json: { dry_run: true, matched: 3, retried: 3, refused: [] },
  })
  t.match(await retry(api, { filter, dry_run: true, expected_count: 2 }), { status: 409 })
  t.equal(await countReplays(api), 0)
})

void test('retry-deliveries: some may not be sent again, they are counted by reason and stay as they are', async (t) => {
  const api = await startApi(t)
  const [doubtful, late, doubled, ...others] = await enqueueFailed(api, 6)
  await api.pool.query(
    `insert into attempts (delivery_id, number, started_at, outcome, http_status) values ($1, 1, now(), 'refused', 500)`,
    [doubtful],
  )
  await api.pool.query(`update deliveries set expires_at = now() where id = $1`, [late])
  await api.pool.query(`update deliveries set possible_duplicate = true where id = $1`, [doubled])
  const filter = { state: 'failed' }
  t.match(await retry(api, { filter, expected_count: 6 }), {
    status: 200,
    json: {
      matched: 6,
      retried: others.length,
      refused: [
        { reason: 'may_have_arrived', count: 2 },
        { reason: 'delivery_expired', count: 1 },
      ],
    },
  })
  t.match(await retry(api, { filter, expected_count: 3, confirm_duplicate: true }), {
    json: { matched: 3, retried: 2, refused: [{ reason: 'delivery_expired', count: 1 }] },
  })
})

void test('retry-deliveries: each field of the filter, narrows it', async (t) => {
  const api = await startApi(t)
  const [first] = await enqueueFailed(api, 4)
  await api.pool.query(
    `update deliveries set last_error_code = '131026', template = 'duty_allotment_confirmed', channel = 'email' where id = $1`,
    [first],
  )
  const matched = async (filter: object) => {
    const { json } = await retry(api, { filter: { state: 'failed', ...filter }, dry_run: true })
    return json['matched']
  }
  const between = Temporal.Now.instant().subtract({ seconds: 90 }).toString()
  t.equal(await matched({}), 4)
  t.equal(await matched({ error_code: '131026' }), 1)
  t.equal(await matched({ reason: 'attempts_spent' }), 4)
  t.equal(await matched({ reason: 'other' }), 0)
  t.equal(await matched({ template: 'duty_allotment_confirmed' }), 1)
  t.equal(await matched({ channel: 'whatsapp' }), 3)
  t.equal(await matched({ created_from: '2020-01-01T05:30:00+05:30' }), 4)
  t.equal(await matched({ created_from: between }), 2)
  t.equal(await matched({ created_to: between }), 2)
  t.equal(await matched({ channel: 'email', error_code: '131000' }), 0)
  const { json } = await retry(api, { filter: { state: 'held' }, dry_run: true })
  t.equal(json['matched'], 0)
})

void test('retry-deliveries: retries are spread evenly over at most half of the time to the deadline', async (t) => {
  const api = await startApi(t)
  await enqueueFailed(api, 4)
  const last = await api.db
    .selectFrom('deliveries')
    .select('id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  await api.pool.query(
    `update deliveries set expires_at = clock_timestamp() + interval '20 min' where id = $1`,
    [last.id],
  )
  t.match(await retry(api, { filter: { state: 'failed' }, expected_count: 4, spread_seconds: 3600 }), {
    status: 200,
  })
  const { rows } = await api.pool.query<{ minutes: number | null }>(
    `select round(extract(epoch from d.next_attempt_at - r.requested_at) / 60)::int as minutes
     from deliveries d join retries r on r.delivery_id = d.id order by d.id`,
  )
  t.same(
    rows.map((row) => row.minutes),
    [null, 15, 30, 10],
  )
})

void test('retry-deliveries: asked twice at once, the second finds none left', async (t) => {
  const api = await startApi(t)
  await enqueueFailed(api, 20)
  const body = { filter: { state: 'failed' }, expected_count: 20 }
  const answers = await Promise.all([retry(api, body), retry(api, body)])
  t.same(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  t.equal(await countReplays(api), 20)
})

void test('retry-deliveries: one of them leaves the state while the retry waits for its lock, it matches no more', async (t) => {
  const api = await startApi(t)
  const [first] = await enqueueFailed(api, 3)
  const client = await api.pool.connect()
  try {
    await client.query('begin')
    await client.query(`update deliveries set state = 'delivered' where id = $1`, [first])
    const retried = retry(api, { filter: { state: 'failed' }, expected_count: 3 })
    await lockAwaited(api)
    await client.query('commit')
    t.match(await retried, { status: 409, json: { detail: /matches 2 deliveries/ } })
    t.equal(await countReplays(api), 0)
  } finally {
    client.release()
  }
})

void test('retry-deliveries: thousands, in batches', async (t) => {
  const api = await startApi(t)
  await enqueueFailed(api, 2_500)
  t.match(await retry(api, { filter: { state: 'failed' }, expected_count: 2_500, spread_seconds: 100 }), {
    status: 200,
    json: { matched: 2_500, retried: 2_500 },
  })
  t.equal(await countReplays(api), 2_500)
})

void test('retry-deliveries: more than ten thousand, refused and told to narrow it', async (t) => {
  const api = await startApi(t)
  await enqueueFailed(api, 10_001)
  t.match(await retry(api, { filter: { state: 'failed' }, dry_run: true }), {
    status: 409,
    json: { code: 'too_many_deliveries', detail: /10000/ },
  })
})

void test('retry-deliveries: bad input, is refused and named', async (t) => {
  const api = await startApi(t)
  const refused: Record<string, object> = {
    '/filter': { expected_count: 1 },
    '/filter/state': { filter: {}, expected_count: 1 },
    '/filter/colour': { filter: { state: 'failed', colour: 'red' }, expected_count: 1 },
    '/filter/template': { filter: { state: 'failed', template: 'x' }, expected_count: 1 },
    '/filter/error_code': { filter: { state: 'failed', error_code: '\0' }, expected_count: 1 },
    '/filter/created_from': { filter: { state: 'failed', created_from: '2026-03-15' }, expected_count: 1 },
    '/filter/created_to': {
      filter: { state: 'failed', created_to: '+275760-09-01T00:00:00Z' },
      expected_count: 1,
    },
    '/expected_count': { filter: { state: 'failed' } },
    '/spread_seconds': { filter: { state: 'failed' }, expected_count: 1, spread_seconds: 86_401 },
    '/dry_run': { filter: { state: 'failed' }, dry_run: 'yes' },
  }
  for (const [pointer, body] of Object.entries(refused)) {
    t.match(await retry(api, body), { status: 400, json: { errors: [{ pointer }] } }, pointer)
  }
})
