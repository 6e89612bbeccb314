import { newSecret } from '@dutybell/shared/api-keys/secret'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { test } from 'tap'
import { KeyRing } from '../../src/keys/key-ring.ts'
import { startApi } from '../start-api.ts'
import { callAs, makeKey } from './make-key.ts'

const REVOKED_COUNTS_AFTER_MS = 3_000

void test('key-ring: a key of the database, over HTTP', async (t) => {
  const api = await startApi(t)
  const good = await makeKey(api.db, ['deliveries'], { name: 'console' })
  const expired = await makeKey(api.db, ['deliveries'], { name: 'expired', lifetime: '-1 second' })
  const other = newSecret().secret

  await t.test('it, is let in, named in the log, and its use noted', async (t) => {
    t.equal((await callAs(api, good.secret)('GET', '/v1/deliveries')).status, 200)
    t.match(api.log_lines.join(''), /"admin":"console"/)
    t.notMatch(api.log_lines.join(''), good.secret.slice(-20))
    const { last_used_at } = await api.db
      .selectFrom('api_keys')
      .select('last_used_at')
      .where('id', '=', good.id)
      .executeTakeFirstOrThrow()
    t.type(last_used_at, Temporal.Instant)
  })

  for (const [what, secret] of Object.entries({
    'an expired key': expired.secret,
    'an unknown key': other,
    'a wrong secret behind a right prefix': `dbl_${good.prefix}_${other.slice(13)}`,
    'a secret with something behind': `${good.secret}x`,
    'a prefix alone': `dbl_${good.prefix}_`,
    'the hash': `dbl_${good.prefix}_${'0'.repeat(43)}`,
  })) {
    await t.test(`${what}, 401`, async (t) => {
      const { status, json } = await callAs(api, secret)('GET', '/v1/deliveries')
      t.equal(status, 401)
      t.equal(json['code'], 'unauthorized')
    })
  }

  await t.test('the database stores no secret', async (t) => {
    const { rows } = await api.pool.query<{ row: string }>('select k::text as row from api_keys k')
    for (const { secret } of [good, expired])
      t.notMatch(rows.map(({ row }) => row).join(''), secret.slice(13))
  })
})

void test('key-ring: a key is revoked, counts until the keys are read again, within five seconds', async (t) => {
  const api = await startApi(t)
  let now = 0
  const ring = new KeyRing(api.db, [], () => now)
  const { secret, id } = await makeKey(api.db, ['admin'])
  t.match(await ring.find(secret), { api_key_id: id, scopes: ['admin'] })
  await api.pool.query('update api_keys set revoked_at = clock_timestamp() where id = $1', [id])
  now += REVOKED_COUNTS_AFTER_MS
  t.equal(await ring.find(secret), undefined)
  const made = await makeKey(api.db, ['admin'])
  now += REVOKED_COUNTS_AFTER_MS
  t.match(await ring.find(made.secret), { api_key_id: made.id })
})

void test('key-ring: many wrong prefixes at once, cost one query', async (t) => {
  const { url } = await createTestDatabase(t)
  const proxy = await DatabaseProxy.start(url)
  t.teardown(() => proxy.close())
  const api = await startApi(t, { url: proxy.url })
  const { secret } = await makeKey(api.db, ['deliveries'])
  const ring = new KeyRing(api.db, [], () => 0)
  const before = proxy.seen.statements.length
  const found = await Promise.all(
    [secret, ...Array.from({ length: 50 }, () => newSecret().secret)].map((secret) => ring.find(secret)),
  )
  t.same(
    found.map((caller) => caller !== undefined),
    [true, ...Array.from({ length: 50 }, () => false)],
  )
  t.equal(proxy.seen.statements.length, before + 1)
})

void test('key-ring: a key is used often, the time is written once a minute', async (t) => {
  const api = await startApi(t)
  let now = 0
  const ring = new KeyRing(api.db, [], () => now)
  const { secret, id } = await makeKey(api.db, ['admin'])
  const caller = await ring.find(secret)
  if (caller === undefined) throw new Error('The key is known.')
  const set = (at: string | null) =>
    api.pool.query('update api_keys set last_used_at = $1 where id = $2', [at, id])
  const read = async () =>
    (await api.pool.query('select last_used_at from api_keys where id = $1', [id])).rows[0].last_used_at
  await ring.noteUse(caller)
  t.not(await read(), null)
  await set(null)
  now += 59_000
  await ring.noteUse(caller)
  t.equal(await read(), null)
  now += 1_000
  await ring.noteUse(caller)
  t.not(await read(), null)
})

void test('key-ring: the database is away, keys of ADMIN_API_KEYS are known and those of the database 503', async (t) => {
  const api = await startApi(t, { url: 'postgres://nobody@127.0.0.1:1/none' })
  const answer = await callAs(api, newSecret().secret)('GET', '/v1/deliveries')
  t.equal(answer.status, 503)
  t.equal(answer.json['code'], 'database_unavailable')
  t.equal((await callAs(api, 'wrong-but-not-of-ours')('GET', '/v1/deliveries')).status, 401)
  const known = await api.admin.get('/v1/deliveries?limit=0')
  t.equal(known.status, 400)
})
