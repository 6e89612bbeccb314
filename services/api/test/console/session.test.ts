import { createConsoleLink } from '@dutybell/shared/api-keys/console-link'
import { sql } from 'kysely'
import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { ADMIN_SECRET, type Api, startApi } from '../start-api.ts'
import { Visitor } from './visitor.ts'

const PROXY = { host: 'duty.example.org', 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' }

void test('console: signing in, a page, and signing out', async (t) => {
  const api = await startApi(t, { COMMUNITY_NAME: 'Noor Masjid' })
  const visitor = new Visitor(api)
  const page = await visitor.get('/console')
  t.equal(page.status, 200)
  t.match(page.text, /<input\s[^>]*type="password"\s+name="key"/)
  t.match(page.text, /<title>Sign in · Noor Masjid<[^]*<h1 dir="auto">Noor Masjid</)
  t.match(page.headers, {
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  })
  const stylesheet = /href="(\/console\/assets\/[^"]+)"/.exec(page.text)?.[1] ?? ''
  t.match(await visitor.get(stylesheet), { status: 200, headers: { 'cache-control': /immutable/ } })

  t.match(await visitor.get('/console/days/2035-11-05?x=1'), {
    status: 303,
    headers: { location: '/console?next=%2Fconsole%2Fdays%2F2035-11-05%3Fx%3D1' },
  })
  t.match(await visitor.signIn('wrong'), { status: 401, text: /is not valid/ })
  t.match(await visitor.post('/console', { key: ADMIN_SECRET, next: '//evil.example/console/' }), {
    status: 303,
    headers: {
      location: '/console',
      'set-cookie': /^dutybell-local=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    },
  })
  t.equal((await visitor.get('/console')).headers['location'], '/console/today')
  const lost = await visitor.get('/console/nowhere')
  t.match(await visitor.post('/console/today', {}), { status: 404, headers: { 'cache-control': 'no-store' } })
  t.equal(lost.status, 404)
  t.match(lost.text, /class="brand">.*<bdi>Noor Masjid</)
  for (const place of ['days', 'roster', 'people', 'messages', 'reminders', 'import', 'inbox', 'settings']) {
    t.match(lost.text, `<a href="/console/${place}"`)
  }
  t.equal((await visitor.submit('/console/sign-out')).headers['location'], '/console')
  t.equal(visitor.cookies.size, 0)
  t.strictSame(await api.db.selectFrom('console_sessions').selectAll().execute(), [])
})

void test('console: a session ends with its key, after two hours idle and after twelve hours', async (t) => {
  const api = await startApi(t)
  const key = await makeKey(api.db, ['assignments'])
  const visitor = new Visitor(api)
  await visitor.signIn(key.secret)
  const planted = visitor.cookies.get('dutybell-local')
  await visitor.signIn(key.secret)
  t.not(visitor.cookies.get('dutybell-local'), planted, 'each sign-in has a new id')
  t.equal(await sessions(api), 1)
  const intruder = new Visitor(api)
  intruder.cookies.set('dutybell-local', planted ?? '')
  t.equal((await intruder.get('/console/nowhere')).text.includes('Sign out'), false)

  t.match(await visitor.get('/console'), { status: 303, headers: { location: '/console/days' } })
  t.notMatch((await visitor.get('/console/nowhere')).text, /people|messages/)
  await sql`update api_keys set revoked_at = clock_timestamp(), revoked_by = 'test'`.execute(api.db)
  t.equal((await visitor.get('/console')).status, 200, 'the sign-in page')
  t.equal(await sessions(api), 0)

  for (const column of ['last_seen_at', 'expires_at']) {
    const other = new Visitor(api)
    await other.signIn()
    t.equal((await other.get('/console')).status, 303)
    const limit = column === 'expires_at' ? '12 hours' : '2 hours'
    await sql`update console_sessions set ${sql.ref(column)} = ${sql.ref(column)} - ${limit}::interval`.execute(
      api.db,
    )
    t.equal((await other.get('/console')).status, 200, `signed out by ${column}`)
  }
})

void test('console: a form from elsewhere, without the token, or sent twice does nothing more', async (t) => {
  const api = await startApi(t, { PUBLIC_URL: 'https://duty.example.org' })
  const visitor = new Visitor(api)
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
    t.match(await visitor.post('/console', { key: ADMIN_SECRET }, headers), {
      status: 403,
      text: /another site/,
    })
  }
  const old = new Visitor(api)
  const send = (headers: Record<string, string>) =>
    api.call({
      method: 'POST',
      url: '/console',
      headers: { host: 'localhost', 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: `key=${ADMIN_SECRET}`,
    })
  t.equal((await send({})).status, 403)
  t.equal((await send({ origin: 'null' })).status, 403)
  t.equal((await send({ origin: 'https://evil.example' })).status, 403)
  t.equal((await send({ origin: 'http://localhost' })).status, 303)
  t.equal((await send({ origin: 'https://duty.example.org' })).status, 303)
  t.equal((await old.post('/console/sign-out', {})).status, 403, 'not signed in')

  await visitor.signIn()
  const before = await sessions(api)
  t.match(await visitor.post('/console/sign-out', { form_token: 'guessed' }), {
    status: 403,
    text: /out of date/,
  })
  t.equal(await sessions(api), before)
})

void test('console: HTTPS is known from a trusted proxy only, and a plain connection gets no form', async (t) => {
  const api = await startApi(t, { TRUST_PROXY_CIDRS: ['127.0.0.0/8'] })
  const secure = new Visitor(api, PROXY)
  t.match(
    (await secure.signIn()).headers['set-cookie'],
    /^__Host-dutybell=.*; HttpOnly; Secure; SameSite=Lax$/,
  )
  t.equal((await secure.get('/console')).status, 303)
  const other = await startApi(t, { url: api.database_url })
  for (const [service, headers] of [
    [other, PROXY],
    [other, { host: 'duty.example.org' }],
    [other, { forwarded: 'for=192.0.2.60' }],
    [other, { 'x-forwarded-for': '192.0.2.60' }],
    [api, { ...PROXY, 'x-forwarded-proto': 'http' }],
  ] as const) {
    const plain = new Visitor(service, headers)
    const page = await plain.get('/console')
    t.match(page, { status: 403, text: /https:/ })
    t.notMatch(page.text, /type="password"/)
    const tried = await plain.signIn()
    t.equal(tried.status, 403)
    t.equal(tried.headers['set-cookie'], undefined)
  }
})

void test('console: a one-time link signs in once, by its button, and ten tries a minute are allowed', async (t) => {
  const api = await startApi(t)
  const key = { name: 'tester', secret: ADMIN_SECRET }
  const link = await createConsoleLink(api.db, key)
  const visitor = new Visitor(api)
  t.match(await visitor.get(link), { status: 200, text: /Open the console/ })
  t.equal((await visitor.get(link)).status, 200)
  t.equal((await visitor.submit(link)).headers['location'], '/console')
  t.equal((await visitor.get('/console')).status, 303)
  t.match(await new Visitor(api).post(link, {}), { status: 403, text: /has been used/ })
  const late = await createConsoleLink(api.db, key)
  await sql`update console_links set expires_at = clock_timestamp()`.execute(api.db)
  t.equal((await new Visitor(api).post(late, {})).status, 403)
  const of_old_secret = await createConsoleLink(api.db, { ...key, secret: 'replaced-since-then' })
  const stale = new Visitor(api)
  await stale.post(of_old_secret, {})
  t.equal((await stale.get('/console')).status, 200, 'the secret is not the configured one')

  const guesser = new Visitor(api)
  const statuses = []
  for (let tries = 0; tries < 8; tries += 1) statuses.push((await guesser.signIn(`guess ${tries}`)).status)
  t.strictSame(statuses, [401, 401, 401, 401, 401, 401, 429, 429])
  t.match(await guesser.signIn(), { status: 429, headers: { 'retry-after': /\d/ }, text: /Too many tries/ })
})

async function sessions(api: Api): Promise<number> {
  return (await api.db.selectFrom('console_sessions').select('hash').execute()).length
}
