import { createTestDatabase } from '@dutybell/testing/cluster'
import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { test } from 'tap'
import {
  ADMIN_SECRET,
  AHMED,
  type Api,
  assignedId,
  dateIn,
  deliveriesOf,
  lockAwaited,
  registeredId,
  startApi,
  until,
} from '../start-api.ts'

const OTHER = 'another-secret-of-the-test'

const keysOf = (api: Api) => api.db.selectFrom('idempotency_keys').selectAll().execute()

void test('idempotency', async (t) => {
  const api = await startApi(t, { TRUST_PROXY_CIDRS: ['127.0.0.0/8'] })
  const register = (key: string, person: object = {}, headers: Record<string, string> = {}) =>
    api.call({
      method: 'POST',
      url: '/v1/registrations',
      headers: { 'idempotency-key': key, ...headers },
      payload: { ...AHMED, ...person },
    })
  const admin = (key: string, url: string, payload?: object, secret = ADMIN_SECRET) =>
    api.call({
      method: 'POST',
      url,
      headers: { 'idempotency-key': key, authorization: `Bearer ${secret}` },
      ...(payload ? { payload } : {}),
    })
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts, idempotency_keys cascade')
  })

  await t.test('a repetition with the same body gets the same answer and writes nothing', async (t) => {
    const first = await register('a')
    t.equal(first.status, 201)
    t.equal(first.headers['idempotency-replayed'], undefined)
    const again = await register('a')
    t.equal(again.status, 201)
    t.equal(again.headers['idempotency-replayed'], 'true')
    t.equal(again.text, first.text)
    for (const name of ['location', 'etag', 'content-type', 'content-length']) {
      t.ok(first.headers[name], name)
      t.equal(again.headers[name], first.headers[name])
    }
    t.equal((await deliveriesOf(api)).length, 2)
    t.match(await keysOf(api), [{ key: 'a', registration_id: first.json['id'], status: 201 }])
  })

  await t.test('without a key, the answer is the same in form', async (t) => {
    const keyed = await register('a')
    const plain = await api.register({ full_name: 'Fatima Ali' })
    t.same(Object.keys(plain.json), Object.keys(keyed.json))
    t.same(Object.keys(plain.headers).toSorted(), Object.keys(keyed.headers).toSorted())
    t.equal(plain.headers['content-type'], keyed.headers['content-type'])
  })

  await t.test('fields in another order and defaults written out, are the same body', async (t) => {
    await register('a')
    const { full_name, phone_number, email } = AHMED
    const again = await api.call({
      method: 'POST',
      url: '/v1/registrations',
      headers: { 'idempotency-key': 'a', 'content-type': 'application/json' },
      payload: JSON.stringify(
        { language: 'en', whatsapp_opt_in: true, email, phone_number, full_name },
        null,
        2,
      ),
    })
    t.match(again, { status: 201, headers: { 'idempotency-replayed': 'true' } })
  })

  await t.test('with another body or on another route, is refused', async (t) => {
    const registration_id = await registeredId(api)
    const duty = { registration_id, duty_date: dateIn(10), duty_time: 'Fajar Azaan' }
    const { json } = await admin('a', '/v1/duty-assignments', duty)
    const reused = {
      status: 422,
      json: { code: 'idempotency_key_reused', errors: [{ pointer: '/idempotency-key' }] },
    }
    t.match(await admin('a', '/v1/duty-assignments', { ...duty, duty_time: 'Isha' }), reused)
    t.match(await admin('a', `/v1/duty-assignments/${String(json['id'])}/cancel`), reused)
    t.match(await admin('a', '/v1/reminders/run'), reused)
    t.equal((await api.db.selectFrom('duty_assignments').selectAll().execute()).length, 1)
  })

  await t.test('a quoted key, is the same key', async (t) => {
    const first = await register('"a\\"b"')
    t.equal(first.status, 201)
    const again = await register('a"b')
    t.match(again, { status: 201, headers: { 'idempotency-replayed': 'true' } })
    t.equal(again.text, first.text)
    t.match(await keysOf(api), [{ key: 'a"b' }])
  })

  await t.test('another query, is another request; another order of it is not', async (t) => {
    const url = '/v1/reminders/run'
    t.equal((await admin('a', `${url}?a=1&b=2`)).status, 200)
    const again = await admin('a', `${url}?b=2&a=1`)
    t.match(again, { status: 200, headers: { 'idempotency-replayed': 'true' } })
    for (const query of ['', '?a=1', '?a=1&b=3', '?a=2&b=1']) {
      const other = await admin('a', url + query)
      t.match(other, { status: 422, json: { code: 'idempotency_key_reused' } }, query)
    }
  })

  await t.test('the same key of another caller, is another key', async (t) => {
    const here = await register('a', {}, { 'x-forwarded-for': '203.0.113.1' })
    t.equal(here.status, 201)
    t.match(await register('a', {}, { 'x-forwarded-for': '203.0.113.2' }), {
      status: 409,
      json: { code: 'registration_exists' },
    })
    t.match(await register('a', {}, { 'x-forwarded-for': '203.0.113.1' }), {
      status: 201,
      headers: { 'idempotency-replayed': 'true' },
    })
    const registration_id = String(here.json['id'])
    const duty = { registration_id, duty_date: dateIn(10), duty_time: 'Fajar Azaan' }
    t.equal((await admin('a', '/v1/duty-assignments', duty)).status, 201)
    t.match(await admin('a', '/v1/duty-assignments', duty, OTHER), {
      status: 409,
      json: { code: 'duty_assignment_exists' },
    })
    t.notMatch(JSON.stringify(await keysOf(api)), /203\.0\.113/, 'no address is kept')
  })

  await t.test('twenty in parallel, are one write', async (t) => {
    const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const response = await fetch(`${base}/v1/registrations`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': 'a' },
          body: JSON.stringify(AHMED),
        })
        return { response, text: await response.text() }
      }),
    )
    const made = answers.filter(
      ({ response }) => response.status === 201 && !response.headers.has('idempotency-replayed'),
    )
    t.equal(made.length, 1)
    for (const { response, text } of answers) {
      if (response.status === 201) t.equal(text, made[0]?.text)
      else t.match({ status: response.status, text }, { status: 409, text: 'idempotency_key_in_use' })
    }
    t.equal((await api.db.selectFrom('registrations').selectAll().execute()).length, 1)
    t.equal((await deliveriesOf(api)).length, 2)
  })

  await t.test('the first still runs, 409 with Retry-After; it is done, its answer', async (t) => {
    const id = await assignedId(api, { registration_id: await registeredId(api) })
    const url = `/v1/duty-assignments/${id}/cancel`
    const other = await api.pool.connect()
    t.teardown(() => other.release())
    await other.query('begin')
    await other.query('select from duty_assignments for update')
    const first = admin('a', url)
    await lockAwaited(api)
    t.match(await admin('a', url), {
      status: 409,
      json: { code: 'idempotency_key_in_use' },
      headers: { 'retry-after': '1' },
    })
    t.match((await deliveriesOf(api)).at(-1), { state: 'pending' })
    await other.query('commit')
    t.match(await first, { status: 200, json: { status: 'cancelled' } })
    t.match(await admin('a', url), { status: 200, headers: { 'idempotency-replayed': 'true' } })
  })

  await t.test('a refused request is not stored: its repetition succeeds once it is possible', async (t) => {
    await register('a')
    t.match(await register('b'), { status: 409, json: { code: 'registration_exists' } })
    t.match(await register('c', { phone_number: '12' }), { status: 400 })
    t.match(await keysOf(api), [{ key: 'a' }])
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
    t.match(await register('b'), { status: 201 })
  })

  await t.test('the answer cannot be stored, nothing is written and no worker is woken', async (t) => {
    await api.pool.query(`alter table idempotency_keys add constraint full_up check (key <> 'z') not valid`)
    await api.pool.query('delete from graphile_worker._private_jobs')
    const answer = await register('z')
    t.match(answer, { status: 500, json: { code: 'internal_error' } })
    t.equal(answer.headers['location'], undefined)
    t.equal(answer.headers['etag'], undefined)
    t.same(await api.db.selectFrom('registrations').selectAll().execute(), [])
    await api.pool.query('alter table idempotency_keys drop constraint full_up')
    t.equal((await register('z')).status, 201)
    await until(async () => {
      const { rows } = await api.pool.query(`select from graphile_worker.jobs where key = 'drain_outbox'`)
      return rows.length === 1
    })
  })

  await t.test('after 24 hours, the key is new and its answer is replaced', async (t) => {
    await register('a')
    await api.pool.query(`update idempotency_keys set created_at = created_at - interval '24 hours'`)
    t.match(await register('a'), { status: 409, json: { code: 'registration_exists' } })
    t.match(await register('a', { full_name: 'Bilal' }), { status: 201 })
    t.match(await register('a', { full_name: 'Bilal' }), { headers: { 'idempotency-replayed': 'true' } })
    t.equal((await keysOf(api)).length, 1)
  })

  await t.test('every POST that writes, repeats its answer', async (t) => {
    const registration_id = await registeredId(api)
    const id = await assignedId(api, { registration_id, duty_date: dateIn(1) })
    const { rows } = await api.pool.query(
      `update deliveries set state = 'failed', reason = 'recipient', failed_at = now() where channel = 'whatsapp' returning id`,
    )
    const delivery = String(rows[0].id)
    for (const [url, payload] of [
      ['/v1/reminders/run', { dry_run: false }],
      ['/v1/reminders/run', undefined],
      [`/v1/deliveries/${delivery}/retry`, undefined],
      ['/v1/deliveries/retry', { filter: { state: 'failed' }, dry_run: true }],
      ['/v1/channels/email/pause', { reason: 'A test' }],
      ['/v1/channels/email/resume', undefined],
      ['/v1/templates/registration_received/release', undefined],
      [`/v1/duty-assignments/${id}/cancel`, undefined],
    ] as const) {
      const key = `${url} ${payload ? 'with' : 'without'}`.replaceAll(' ', '_')
      const first = await admin(key, url, payload)
      t.equal(first.status, 200, url)
      t.equal(first.headers['idempotency-replayed'], undefined)
      const again = await admin(key, url, payload)
      t.match(again, { status: 200, headers: { 'idempotency-replayed': 'true' } }, url)
      t.equal(again.text, first.text)
    }
    t.equal((await keysOf(api)).filter((kept) => kept.registration_id === registration_id).length, 2)
  })

  await t.test('no key at all, is refused and named', async (t) => {
    for (const key of ['', ' ', 'a b', 'ä', '""', 'a'.repeat(256), `"${'a'.repeat(256)}"`]) {
      const answer = await register(key)
      t.match(answer, { status: 400, json: { errors: [{ pointer: '/idempotency-key' }] } }, key)
    }
    t.equal((await register('!~'.repeat(127))).status, 201)
  })
})

void test('idempotency: over an outage, the repetition gets the answer that was lost', async (t) => {
  const { url } = await createTestDatabase(t)
  const proxy = await DatabaseProxy.start(url)
  t.teardown(() => proxy.close())
  const api = await startApi(t, { url: proxy.url })
  const register = () =>
    api.call({
      method: 'POST',
      url: '/v1/registrations',
      headers: { 'idempotency-key': 'a' },
      payload: AHMED,
    })
  await proxy.goOffline()
  t.match(await register(), { status: 503 })
  await proxy.goOnline()
  await until(async () => (await register()).status === 201)
  t.match(await register(), { status: 201, headers: { 'idempotency-replayed': 'true' } })
})
