import { test } from 'tap'
import { callAs, makeKey } from '../keys/make-key.ts'
import { ADMIN_SECRET, AHMED, startApi } from '../start-api.ts'

void test('optional-key', async (t) => {
  const api = await startApi(t, { REGISTRATIONS_PER_MINUTE: 1 })
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const register = async (person: object, authorization?: string) => {
    const response = await fetch(`${base}/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
      body: JSON.stringify({ ...AHMED, ...person }),
    })
    return { status: response.status, headers: response.headers, json: Object(await response.json()) }
  }
  const key = `Bearer ${ADMIN_SECRET}`

  await t.test('a roster with a key, neither limit holds', async (t) => {
    for (let n = 0; n < 12; n += 1) {
      const { status, headers } = await register({ full_name: `Ali ${n}` }, key)
      t.equal(status, 201)
      t.equal(headers.get('ratelimit-limit'), null)
    }
  })

  await t.test('the person is registered, the 409 names the registration for a key only', async (t) => {
    const { json } = await register({ full_name: 'Bilal' }, key)
    t.match(await register({ full_name: ' bilal ' }, key), {
      status: 409,
      json: { code: 'registration_exists', registration_id: json.id },
    })
    const refused = await register({ full_name: 'Bilal' })
    t.match(refused, { status: 409, json: { code: 'registration_exists' } })
    t.notOk('registration_id' in refused.json)
  })

  await t.test('a key with an Idempotency-Key, a repetition gets the first answer', async (t) => {
    const call = callAs(api, ADMIN_SECRET, { 'idempotency-key': 'roster-1' })
    const first = await call('POST', '/v1/registrations', { ...AHMED, full_name: 'Chand' })
    const again = await call('POST', '/v1/registrations', { ...AHMED, full_name: 'Chand' })
    t.equal(first.status, 201)
    t.match(again, { status: 201, text: first.text, headers: { 'idempotency-replayed': 'true' } })
  })

  await t.test('a wrong key, 401; without the scope, 403; both count against the limit', async (t) => {
    for (let n = 0; n < 5; n += 1) await register({ full_name: '' })
    t.match(await register({ full_name: 'Dawud' }, 'Bearer wrong'), {
      status: 401,
      json: { code: 'unauthorized' },
    })
    const { secret } = await makeKey(api.db, ['deliveries'])
    t.match(await register({ full_name: 'Dawud' }, `Bearer ${secret}`), {
      status: 403,
      json: { code: 'missing_scope' },
    })
    t.equal((await register({ full_name: 'Esa' }, 'Basic x')).status, 201, 'of a proxy')
    t.equal((await register({ full_name: 'Farah' })).status, 201)
    t.equal((await register({ full_name: 'Dawud' }, 'Bearer wrong')).status, 429)
    t.equal((await register({ full_name: 'Ghani' }, key)).status, 201)
  })
})
