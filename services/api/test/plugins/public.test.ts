import { test } from 'tap'
import { BurstStore } from '../../src/plugins/public-limits.ts'
import { AHMED, type Api, startApi } from '../start-api.ts'

const FORM = 'https://form.example.org'

/** One per minute, of which ten may come at once. */
const LIMIT = { REGISTRATIONS_PER_MINUTE: 1 }
const BURST = 10

/** Takes some of the burst of an address with requests that are refused: those count as well. */
async function take(api: Api, requests: number, address = '127.0.0.1'): Promise<void> {
  for (let n = 0; n < requests; n += 1) {
    const headers = { 'x-forwarded-for': address }
    await api.call({ method: 'POST', url: '/v1/registrations', headers, payload: {} })
  }
}

void test('public-limits: ten minutes of one address come at once, then 429 with Retry-After for that address alone', async (t) => {
  const api = await startApi(t, { ...LIMIT, TRUST_PROXY_CIDRS: ['127.0.0.0/8'] })
  const register = (address: string, number: number) =>
    api.call({
      method: 'POST',
      url: '/v1/registrations',
      headers: { 'x-forwarded-for': address },
      payload: { full_name: `Person ${number}`, phone_number: `98765 432${10 + number}` },
    })
  const burst = await Promise.all(Array.from({ length: BURST }, (_, n) => register('203.0.113.1', n)))
  t.same(
    burst.map(({ status }) => status),
    Array(BURST).fill(201),
  )
  const refused = await register('203.0.113.1', 11)
  t.match(refused, { status: 429, json: { code: 'rate_limited' } })
  const retry_after = Number(refused.headers['retry-after'])
  t.ok(retry_after > 0 && retry_after <= 60, 'the next one is there after a minute, not after ten')
  t.equal((await register('203.0.113.2', 12)).status, 201)
  t.equal((await api.admin.get('/v1/registrations')).status, 200)
})

void test('public-limits: after a burst, one passes per interval, and the burst is there again after its time', async (t) => {
  let now = 1_000
  const store = new BurstStore(() => now)
  const takeOne = (address = 'a') => {
    let taken = { current: 0, ttl: 0 }
    store.incr(address, (_, result) => (taken = result), 600_000, 300)
    return taken
  }
  for (let n = 1; n <= 300; n += 1) t.equal(takeOne().current, n)
  t.match(takeOne(), { current: 301, ttl: 2_000 })
  t.equal(takeOne('b').current, 1)
  now += 2_000
  t.equal(takeOne().current, 300)
  t.equal(takeOne().current, 301)
  now += 600_000
  t.same(takeOne(), { current: 1, ttl: 2_000 })
})

void test('public-limits: no proxy is trusted, its header does not count', async (t) => {
  const api = await startApi(t, LIMIT)
  await take(api, BURST - 1)
  const statuses: number[] = []
  for (const [at, address] of ['203.0.113.1', '203.0.113.2'].entries()) {
    const headers = { 'x-forwarded-for': address }
    const payload = { ...AHMED, full_name: at === 0 ? 'Ahmed' : 'Fatima' }
    statuses.push((await api.call({ method: 'POST', url: '/v1/registrations', headers, payload })).status)
  }
  t.same(statuses, [201, 429])
})

void test('public-limits: each answer has the remaining limit', async (t) => {
  const api = await startApi(t, LIMIT)
  await take(api, BURST - 3)
  const answers = [await api.register(), await api.register(), await api.register({ email: 'x' })]
  t.same(
    answers.map(({ status }) => status),
    [201, 409, 400],
  )
  for (const [at, { headers }] of [...answers, await api.register()].entries()) {
    t.equal(Number(headers['ratelimit-limit']), BURST)
    t.equal(Number(headers['ratelimit-remaining']), Math.max(0, 2 - at))
    t.ok(Number(headers['ratelimit-reset']) > 0 && Number(headers['ratelimit-reset']) <= 600)
    t.equal(headers['retry-after'] !== undefined, at === 3)
  }
})

void test('public-limits: a client makes up addresses, the one its proxy saw counts', async (t) => {
  const api = await startApi(t, { ...LIMIT, TRUST_PROXY_CIDRS: ['127.0.0.0/8', '10.1.0.0/16'] })
  const clients_of_test = [
    '203.0.113.9',
    '198.51.100.3',
    '2001:db8:1:2::1',
    '203.0.113.20',
    '2001:db8:9::1',
    'unknown',
  ]
  for (const address of clients_of_test) await take(api, BURST - 1, address)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const register = async (forwarded: string, full_name: string) => {
    const response = await fetch(`${base}/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
      body: JSON.stringify({ ...AHMED, full_name }),
    })
    return response.status
  }
  t.equal(await register('203.0.113.9', 'Ali'), 201)
  t.equal(await register('198.51.100.1, 203.0.113.9', 'Bilal'), 429, 'the last one no proxy of ours')
  t.equal(await register('198.51.100.2, 203.0.113.9, 10.1.2.3', 'Chand'), 429, 'past our second proxy')
  t.equal(await register('203.0.113.9, 198.51.100.3', 'Dawud'), 201, 'another client that names the first')
  t.equal(await register('2001:db8:1:2::1', 'Esa'), 201)
  t.equal(await register('2001:db8:1:2:3:4:5:6', 'Farah'), 429, 'a network of IPv6 is one client')
  t.equal(await register('203.0.113.20:50123', 'Ghazi'), 201, 'an address with a port')
  t.equal(await register('203.0.113.20:50124, 10.1.2.3:443', 'Hamid'), 429, 'the address with another port')
  t.equal(await register('[2001:db8:9::1]:50123', 'Ibrahim'), 201)
  t.equal(await register('2001:db8:9::1', 'Jamil'), 429)
  t.equal(await register('unknown', 'Karim'), 201, 'no address: one client')
  t.equal(await register('_hidden', 'Latif'), 429)
  t.equal(await register('203.0.113.30, unknown', 'Majid'), 429, 'what an unknown client claims')
  const lines = api.log_lines.map((line) => JSON.parse(line))
  const clients = new Set(lines.map(({ client }) => client).filter(Boolean))
  t.ok(
    clients.isSupersetOf(
      new Set(['203.0.113.0/24', '198.51.100.0/24', '2001:db8:1::/48', '2001:db8:9::/48']),
    ),
  )
  t.notMatch(api.log_lines.join(''), /203\.0\.113\.[1-9]|2001:db8:1:2|is ignored/)
})

void test('public-limits: the peer is no trusted proxy, its header does not count', async (t) => {
  const api = await startApi(t, { ...LIMIT, TRUST_PROXY_CIDRS: ['10.0.0.0/8'] })
  await take(api, BURST - 1)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const statuses: number[] = []
  for (const forwarded of ['203.0.113.1', '10.0.0.1', '127.0.0.1']) {
    const response = await fetch(`${base}/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
      body: '{}',
    })
    statuses.push(response.status)
  }
  t.same(statuses, [400, 429, 429])
  const warnings = api.log_lines.filter((line) => line.includes('X-Forwarded-For'))
  t.equal(warnings.length, 1)
  t.match(warnings[0], /from 127\.0\.0\.1 is ignored.*set TRUST_PROXY_CIDRS=10\.0\.0\.0\/8,127\.0\.0\.1"/)
})

void test('public-cors', async (t) => {
  const api = await startApi(t, { CORS_ORIGINS: [FORM], ...LIMIT })
  const preflight = (origin: string, url = '/v1/registrations') =>
    api.call({
      method: 'OPTIONS',
      url,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })

  await t.test('a preflight from the form, is answered and does not count as a registration', async (t) => {
    for (let time = 1; time <= 2 * BURST; time += 1) {
      const { status, headers } = await preflight(FORM)
      t.equal(status, 204)
      t.equal(headers['access-control-allow-origin'], FORM)
      t.match(headers['access-control-allow-methods'], /POST/)
      t.match(headers['access-control-allow-headers'], /content-type, idempotency-key/)
    }
  })

  await t.test('the form posts, it may read the answer, good or bad', async (t) => {
    for (const payload of [AHMED, AHMED, {}]) {
      const { headers } = await api.call({
        method: 'POST',
        url: '/v1/registrations',
        headers: { origin: FORM },
        payload,
      })
      t.equal(headers['access-control-allow-origin'], FORM)
      t.match(
        headers['access-control-expose-headers'],
        /idempotency-replayed.*ratelimit-remaining.*retry-after/,
      )
    }
  })

  await t.test('pages of another origin are refused, logged once with what to set', async (t) => {
    const others = ['https://other.example.org', 'https://other.example.org', 'null', 'file://x', 'nonsense']
    for (const origin of [...others, 'http://localhost:80']) await preflight(origin)
    const logged = api.log_lines.filter((line) => line.includes('was refused (CORS)'))
    t.equal(logged.length, 2)
    t.match(logged[0], `set CORS_ORIGINS=${FORM},https://other.example.org`)
    t.match(logged[1], /A page without an origin.*CORS_ORIGINS/)
    for (let at = 0; at < 200; at += 1) await preflight(`https://form${at}.example.org`)
    t.equal(api.log_lines.filter((line) => line.includes('was refused (CORS)')).length, 100)
  })

  await t.test('another origin, and the admin routes, are not opened', async (t) => {
    t.equal((await preflight('https://evil.example.org')).headers['access-control-allow-origin'], undefined)
    t.equal((await preflight(FORM, '/v1/duty-assignments')).headers['access-control-allow-origin'], undefined)
    const list = await api.call({ url: '/v1/registrations', headers: { origin: FORM } })
    t.equal(list.headers['access-control-allow-origin'], undefined)
  })
})

void test('public-cors: any port of an origin is allowed', async (t) => {
  const api = await startApi(t, { CORS_ORIGINS: ['http://localhost:*', 'http://[::1]:*'] })
  for (const [origin, is_allowed] of [
    ['http://localhost:5173', true],
    ['http://localhost', true],
    ['http://[::1]:8080', true],
    ['https://localhost:5173', false],
    ['http://localhost.example.org:5173', false],
    ['http://localhost:5173.example.org', false],
  ] as const) {
    const headers = { origin, 'access-control-request-method': 'POST' }
    const answer = await api.call({ method: 'OPTIONS', url: '/v1/registrations', headers })
    t.equal(answer.headers['access-control-allow-origin'], is_allowed ? origin : undefined, origin)
  }
})

void test('public-cors: any origin is allowed', async (t) => {
  const api = await startApi(t, { CORS_ORIGINS: ['*'] })
  const headers = { origin: FORM, 'access-control-request-method': 'POST' }
  const answer = await api.call({ method: 'OPTIONS', url: '/v1/registrations', headers })
  t.match(answer, { status: 204, headers: { 'access-control-allow-origin': '*' } })
})
