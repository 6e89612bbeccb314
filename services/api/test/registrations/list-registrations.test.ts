import { test } from 'tap'
import { registeredId, startApi } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

void test('list-registrations', async (t) => {
  const api = await startApi(t)
  const ids: string[] = []
  for (const full_name of ['Ali', 'Bilal', 'Chand', 'Dawud', 'Esa']) {
    ids.unshift(await registeredId(api, { full_name }))
  }
  await registeredId(api, { full_name: 'Farah', phone_number: '98765 43211' })

  await t.test('page after page, each once and the newest first', async (t) => {
    const found: string[] = []
    let cursor = ''
    for (let page = 1; page <= 3; page += 1) {
      const { status, json } = await api.admin.get(
        `/v1/registrations?limit=2&phone_number=9876543210${cursor}`,
      )
      t.equal(status, 200)
      found.push(...idsOf(json))
      if (page < 3) t.type(json['next_cursor'], 'string')
      else t.equal(json['next_cursor'], null)
      cursor = `&cursor=${String(json['next_cursor'])}`
    }
    t.same(found, ids)
  })

  await t.test('a phone number however it is written, filters', async (t) => {
    for (const number of ['+919876543211', '%2B91%2098765%2043211', '9876543211']) {
      t.equal(idsOf((await api.admin.get(`/v1/registrations?phone_number=${number}`)).json).length, 1, number)
    }
  })

  await t.test('a number abroad, filters although a plus sign in a query is a blank', async (t) => {
    const id = await registeredId(api, { full_name: 'Gul', phone_number: '+971 50 123 4567' })
    for (const number of ['+971501234567', '971501234567']) {
      t.same(idsOf((await api.admin.get(`/v1/registrations?phone_number=${number}`)).json), [id], number)
    }
  })

  await t.test('a status, filters', async (t) => {
    t.same(idsOf((await api.admin.get('/v1/registrations?status=erased')).json), [])
    t.equal(idsOf((await api.admin.get('/v1/registrations?status=active')).json).length, 7)
  })

  for (const query of [
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=1&limit=2',
    'cursor=',
    'cursor=x',
    'cursor=%00',
    `cursor=${'A'.repeat(21)}~`,
    'phone_number=12',
    'status=gone',
    'unknown=1',
  ]) {
    await t.test(`${query}, is refused and named`, async (t) => {
      const { status, json } = await api.admin.get(`/v1/registrations?${query}`)
      t.equal(status, 400)
      t.match(json, { code: 'invalid_input', errors: [{ pointer: `/${query.split('=')[0]}` }] })
    })
  }

  await t.test('one by its id, or 404', async (t) => {
    t.match(await api.admin.get(`/v1/registrations/${ids[0]}`), { status: 200, json: { id: ids[0] } })
    t.match(await api.admin.get(`/v1/registrations/${NOBODY}`), { status: 404 })
    for (const id of ['x', '%00', `urn:uuid:${NOBODY}`, NOBODY.slice(1), '1e999', 'x'.repeat(5_000)]) {
      const { status, headers } = await api.admin.get(`/v1/registrations/${id}`)
      t.ok(status === 400 || status === 404, id)
      t.match(headers['content-type'], 'application/problem+json')
    }
  })
})

function idsOf(json: Record<string, unknown>): string[] {
  const { items } = json
  if (!Array.isArray(items)) throw new Error('A list has items.')
  return items.map((item: { id: string }) => item.id)
}
