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
    t.match(await list(''), {
      items: [{ full_name: 'Fatima Ali' }, { full_name: 'Ahmed Ali' }, { full_name: 'Ahmed Ali' }],
    })
    t.match(await list(`duty_date=${dateIn(10)}`), { items: [{ id: third }, { id: first }] })
    t.match(await list('status=cancelled'), { items: [{ id: third, status: 'cancelled' }] })
    t.same(await list(`duty_date=${dateIn(11)}&registration_id=${fatima}`), { items: [], next_cursor: null })
  })

  await t.test('by allotment, alone, with another filter and page by page', async (t) => {
    await api.pool.query(`update duty_assignments set allotment = 'waiting' where id <> $1`, [first])
    t.match(await list('allotment=published'), { items: [{ id: first }], next_cursor: null })
    t.match(await list('allotment=told_elsewhere'), { items: [], next_cursor: null })
    t.match(await list('allotment=waiting&duty_time=Fajar%20Azaan&status=assigned'), {
      items: [{ id: second }],
    })
    const page = await list('allotment=waiting&limit=1')
    t.match(page, { items: [{ id: third }] })
    t.match(await list(`allotment=waiting&limit=1&cursor=${String(page['next_cursor'])}`), {
      items: [{ id: second }],
      next_cursor: null,
    })
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

  await t.test('by duty time, labels are compared by their key', async (t) => {
    const zohr = await assignedId(api, { registration_id: ahmed, duty_time: 'Zohr Azaan' })
    t.match(await list('duty_time=zohr%20%20azaan.'), { items: [{ id: zohr }], next_cursor: null })
    t.match(
      await list(`duty_time=FAJAR%20AZAAN&status=assigned&duty_date_from=${dateIn(10)}&sort=duty_date`),
      {
        items: [{ id: first }, { id: second }],
      },
    )
    t.match(await list(`registration_id=${fatima}&duty_time=Zohr%20Azaan`), { items: [] })
    t.match(await api.admin.get('/v1/duty-assignments?duty_time=...'), {
      status: 400,
      json: { errors: [{ pointer: '/duty_time', code: 'no_letter' }] },
    })
  })
})
