import { test } from 'tap'
import { eraseRegistrations } from '../../src/erasure/erase-registrations.ts'
import { callAs, makeKey } from '../keys/make-key.ts'
import { deliveriesOf, registeredId, startApi } from '../start-api.ts'

const RANGE = { created_from: '2026-01-01T10:00:00Z', created_to: '2026-01-01T11:00:00Z' }

void test('erase-registrations', async (t) => {
  const api = await startApi(t)
  const erase = (body: object) => api.admin.post('/v1/registrations/erase', { ...RANGE, ...body })
  const createdAt = (at: string, id: string) =>
    api.pool.query('update registrations set created_at = $1, id = id where id = $2', [at, id])
  const signUp = async (n: number, at: string): Promise<string> => {
    const id = await registeredId(api, { full_name: `Ali ${n}`, phone_number: `98765 4${1_000 + n}` })
    await createdAt(at, id)
    return id
  }

  await t.test('the flood of an hour, only with its count, by origin, exclusive of the end', async (t) => {
    // Ids have the time of today, so the range is that of today as well.
    const now = Temporal.Now.instant()
    const range = { created_from: now.subtract({ minutes: 5 }).toString(), created_to: now.toString() }
    const inside = now.subtract({ minutes: 1 }).toString()
    for (let n = 0; n < 3; n += 1) await signUp(n, inside)
    const before = await signUp(3, now.subtract({ minutes: 6 }).toString())
    const at_end = await signUp(4, now.toString())
    const by_key = await api.admin.post('/v1/registrations', {
      full_name: 'By key',
      phone_number: '98765 43210',
    })
    await createdAt(inside, String(by_key.json['id']))
    const flood = { ...range, origin: 'public' }

    t.match((await erase({ ...range, dry_run: true })).json, { dry_run: true, matched: 4, erased: 0 })
    t.match((await erase({ ...flood, dry_run: true })).json, { matched: 3 })
    t.match(await erase(flood), { status: 400, json: { errors: [{ pointer: '/expected_count' }] } })
    t.match(await erase({ ...flood, expected_count: 4 }), {
      status: 409,
      json: { code: 'expected_count_differs' },
    })
    t.equal((await deliveriesOf(api)).filter(({ state }) => state === 'cancelled').length, 0)
    const { status, json } = await erase({ ...flood, expected_count: 3 })
    t.same({ status, json }, { status: 200, json: { dry_run: false, matched: 3, erased: 3 } })
    const left = (await api.admin.get('/v1/registrations?status=active')).json['items']
    const ids = [left].flat().map((person) => String(Object(person).id))
    t.same(new Set(ids), new Set([before, at_end, String(by_key.json['id'])]))
    t.equal((await deliveriesOf(api)).filter(({ state }) => state === 'cancelled').length, 6)
    t.match((await erase({ ...flood, expected_count: 0 })).json, { matched: 0, erased: 0 })
    const { rows } = await api.pool.query(
      `select action, count(*)::int as n from audit_log where action like '%.erased' group by 1 order by 1`,
    )
    t.same(rows, [
      { action: 'registration.erased', n: 3 },
      { action: 'registrations.erased', n: 2 },
    ])
  })

  await t.test('more than a call erases, a repetition goes on', async (t) => {
    await api.pool.query(`
      insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language, created_at)
      select first_id_of('2026-01-01T10:30:00Z'::timestamptz + n * interval '1 ms'), 'Ali', n::text,
        '+9198765' || (10000 + n), false, 'en', '2026-01-01T10:30:00Z'
      from generate_series(1, 5) n`)
    const actor = { name: 'tester', api_key_id: null, request_id: null }
    const ctx = { db: api.db, waker: { wake: () => undefined }, default_country: 'IN', actor }
    const erase3 = (expected_count: number) =>
      eraseRegistrations(ctx, { ...RANGE, dry_run: false, expected_count }, 3)
    t.match(await erase3(5), { matched: 5, erased: 3 })
    await t.rejects(erase3(5), { code: 'expected_count_differs' })
    t.match(await erase3(2), { matched: 2, erased: 2 })
  })

  await t.test('times that are none, and a key without the scope, are refused', async (t) => {
    t.match(await erase({ created_to: 'tomorrow', dry_run: true }), {
      status: 400,
      json: { errors: [{ pointer: '/created_to' }] },
    })
    const { secret } = await makeKey(api.db, ['deliveries'])
    const refused = await callAs(api, secret)('POST', '/v1/registrations/erase', { ...RANGE, dry_run: true })
    t.match(refused, { status: 403, json: { code: 'missing_scope' } })
  })
})
