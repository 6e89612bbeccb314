import { test } from 'tap'
import { assignedId, dateIn, registeredId, startApi } from '../start-api.ts'

void test('list-duty-assignments', async (t) => {
  const api = await startApi(t)
  const ahmed = await registeredId(api)
  const fatima = await registeredId(api, { full_name: 'Fatima Ali' })
  const first = await assignedId(api, { registration_id: ahmed })
  const second = await assignedId(api, { registration_id: ahmed, duty_date: dateIn(11) })
  const third = await assignedId(api, { registration_id: fatima })
  await api.admin.post(`/v1/duty-assignments/${third}/cancel`)
  const list = async (query: string) => (await api.admin.get(`/v1/duty-assignments?${query}`)).json

  await t.test('filters, alone and together', async (t) => {
    t.match(await list(''), { items: [{ id: third }, { id: second }, { id: first }], next_cursor: null })
    t.match(await list(`registration_id=${ahmed}`), { items: [{ id: second }, { id: first }] })
    t.match(await list(`duty_date=${dateIn(10)}`), { items: [{ id: third }, { id: first }] })
    t.match(await list('status=cancelled'), { items: [{ id: third, status: 'cancelled' }] })
    t.same(await list(`duty_date=${dateIn(11)}&registration_id=${fatima}`), { items: [], next_cursor: null })
  })

  await t.test('pages, follow each other', async (t) => {
    const page = await list('limit=2')
    t.match(await list(`limit=2&cursor=${String(page['next_cursor'])}`), {
      items: [{ id: first }],
      next_cursor: null,
    })
  })

  await t.test('an impossible date, is refused and named', async (t) => {
    t.match(await api.admin.get('/v1/duty-assignments?duty_date=2026-02-30'), {
      status: 400,
      json: { errors: [{ pointer: '/duty_date' }] },
    })
  })

  await t.test('one by its id', async (t) => {
    t.match(await api.admin.get(`/v1/duty-assignments/${first}`), {
      status: 200,
      json: { id: first, version: 1 },
    })
  })
})
