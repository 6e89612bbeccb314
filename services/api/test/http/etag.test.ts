import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { ADMIN_SECRET, assignedId, dateIn, deliveriesOf, registeredId, startApi } from '../start-api.ts'

void test('etag', async (t) => {
  const api = await startApi(t)
  const masked = { authorization: `Bearer ${(await makeKey(api.db, ['admin'])).secret}` }
  const ask = (
    method: 'GET' | 'PATCH' | 'POST',
    url: string,
    headers: Record<string, string>,
    payload?: object,
  ) =>
    api.call({
      method,
      url,
      headers: { authorization: `Bearer ${ADMIN_SECRET}`, ...headers },
      ...(payload ? { payload } : {}),
    })
  let registration = ''
  let assignment = ''
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
    const registration_id = await registeredId(api)
    registration = `/v1/registrations/${registration_id}`
    assignment = `/v1/duty-assignments/${await assignedId(api, { registration_id })}`
  })

  await t.test('create, read, change: each answer has the ETag of its version', async (t) => {
    const made = await api.register({ full_name: 'Fatima Ali' })
    t.equal(made.headers['etag'], '"1"')
    for (const [url, change] of [
      [registration, { language: 'hi' }],
      [assignment, { duty_time: 'Isha' }],
    ] as const) {
      t.match((await api.admin.get(url)).headers['etag'], /^"1(\.[\w-]+)?"$/)
      t.equal((await api.admin.patch(url, change)).headers['etag'], '"2"')
      t.match((await api.admin.get(url)).headers['etag'], /^"2(\.[\w-]+)?"$/)
    }
    t.equal((await api.admin.post(`${assignment}/cancel`)).headers['etag'], '"3"')
  })

  await t.test('If-None-Match: 304 without a body while unchanged, 200 after a change', async (t) => {
    for (const [url, change] of [
      [registration, { language: 'hi' }],
      [assignment, { duty_time: 'Isha' }],
    ] as const) {
      const etag = String((await api.admin.get(url)).headers['etag'])
      for (const known of [etag, `W/${etag}`, `"0", ${etag}`, '*']) {
        const answer = await ask('GET', url, { 'if-none-match': known })
        t.match(answer, { status: 304, text: '', headers: { etag } }, known)
      }
      t.equal((await ask('GET', url, { 'if-none-match': '"0"' })).status, 200)
      await api.admin.patch(url, change)
      t.match(await ask('GET', url, { 'if-none-match': etag }), { status: 200, json: { version: 2 } })
    }
  })

  await t.test('an opt-out changes the ETag of a registration, not its version', async (t) => {
    const etag = String((await api.admin.get(registration)).headers['etag'])
    await api.pool.query(
      `insert into recipients (channel, address, suppressed_at, suppressed_by) values ('whatsapp', '+919876543210', now(), 'stop')`,
    )
    t.equal((await ask('GET', registration, { 'if-none-match': etag })).status, 200)
    t.equal((await ask('PATCH', registration, { 'if-match': etag }, { language: 'hi' })).status, 200)
    await api.pool.query('truncate recipients')
  })

  await t.test('a masked registration: no ETag, no 304, and If-Match takes the version', async (t) => {
    const whole = await api.admin.get(registration)
    const etag = String(whole.headers['etag'])
    const shown = await ask('GET', registration, masked)
    t.match([whole.headers['vary'], shown.headers['vary']], ['authorization', 'authorization'])
    t.match(shown.headers['cache-control'], /private/)
    t.equal(shown.headers['etag'], undefined)
    for (const known of [etag, '*']) {
      const again = await ask('GET', registration, { ...masked, 'if-none-match': known })
      t.match(again, { status: 200, text: shown.text })
    }
    const if_match = { ...masked, 'if-match': `"${String(shown.json['version'])}"` }
    const changed = await ask('PATCH', registration, if_match, { language: 'hi' })
    t.match(changed, { status: 200, json: { version: 2 } })
    t.equal(changed.headers['etag'], undefined)
    t.equal((await ask('PATCH', registration, if_match, { language: 'ur' })).status, 412)
  })

  await t.test('a duty assignment has no masked fields: one ETag for every key', async (t) => {
    const { headers, text } = await api.admin.get(assignment)
    t.match(await ask('GET', assignment, masked), { text, headers: { etag: headers['etag'] } })
    const if_match = { ...masked, 'if-match': String(headers['etag']) }
    t.match(await ask('POST', `${assignment}/cancel`, if_match), { status: 200, headers: { etag: '"2"' } })
  })

  await t.test('no key: the 401 varies by authorization', async (t) => {
    t.match(await api.call({ url: registration }), { status: 401, headers: { vary: 'authorization' } })
  })

  await t.test('If-Match of the current version: the change succeeds', async (t) => {
    const etag = String((await api.admin.get(registration)).headers['etag'])
    t.equal((await ask('PATCH', registration, { 'if-match': etag }, { language: 'hi' })).status, 200)
    t.equal((await ask('PATCH', registration, { 'if-match': '*' }, { language: 'en' })).status, 200)
    t.equal((await ask('PATCH', assignment, { 'if-match': '"7" , "1"' }, { duty_time: 'Isha' })).status, 200)
    t.equal((await ask('POST', `${assignment}/cancel`, { 'if-match': '"2"' })).status, 200)
  })

  await t.test('If-Match with the suffix of a proxy that compresses: the change succeeds', async (t) => {
    for (const [url, change] of [
      [registration, { language: 'hi' }],
      [assignment, { duty_time: 'Isha' }],
    ] as const) {
      const etag = String((await api.admin.get(url)).headers['etag'])
      const if_match = etag.replace(/"$/, '-gzip"')
      t.equal((await ask('PATCH', url, { 'if-match': if_match }, change)).status, 200, if_match)
    }
  })

  await t.test('If-Match of an older version: 412 with the current one, and nothing changes', async (t) => {
    await api.admin.patch(registration, { language: 'hi' })
    await api.admin.patch(assignment, { duty_date: dateIn(12) })
    const stale = {
      status: 412,
      headers: { etag: '"2"' },
      json: { code: 'precondition_failed', current_version: 2, detail: /version is 2/ },
    }
    for (const old of ['"1"', '"1.abc"', 'W/"2"', '"1", "3"', '""', '"12"']) {
      const if_match = { 'if-match': old }
      t.match(await ask('PATCH', registration, if_match, { whatsapp_opt_in: false }), stale, old)
      t.match(await ask('PATCH', assignment, if_match, { duty_time: 'Isha' }), stale, old)
      t.match(await ask('POST', `${assignment}/cancel`, if_match), stale, old)
    }
    t.match((await api.admin.get(registration)).json, { version: 2, whatsapp_opt_in: true })
    t.match((await api.admin.get(assignment)).json, { version: 2, status: 'assigned' })
    t.equal((await deliveriesOf(api)).filter((delivery) => delivery.state === 'pending').length, 4)
  })

  await t.test('two concurrent changes of one version: one is refused', async (t) => {
    const answers = await Promise.all(
      ['hi', 'ur'].map((language) => ask('PATCH', registration, { 'if-match': '"1"' }, { language })),
    )
    t.same(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 412],
    )
  })

  await t.test('a malformed ETag: 400 that names the header', async (t) => {
    for (const bad of ['1', '"1', 'W/1', '*, "1"', '"1" "2"', 'x'.repeat(2_000)]) {
      t.match(await ask('PATCH', registration, { 'if-match': bad }, { language: 'hi' }), {
        status: 400,
        json: { code: 'invalid_input', errors: [{ pointer: '/if-match' }] },
      })
      t.match(await ask('GET', registration, { 'if-none-match': bad }), {
        status: 400,
        json: { errors: [{ pointer: '/if-none-match' }] },
      })
    }
  })

  await t.test('an unknown id: 404 before the precondition', async (t) => {
    const nobody = '/v1/registrations/01890a5d-ac96-774b-bcce-b302099a8057'
    t.equal((await ask('PATCH', nobody, { 'if-match': '"1"' }, { language: 'hi' })).status, 404)
    t.equal((await ask('GET', nobody, { 'if-none-match': '*' })).status, 404)
  })
})
