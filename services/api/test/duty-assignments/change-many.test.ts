import { test } from 'tap'
import { cancelNight } from '../../src/duty-assignments/cancel-duty-assignment.ts'
import { assignedId, dateIn, registeredId, startApi, TIME_ZONE } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

function item(registration_id: string, days: number, duty_time: string) {
  return { registration_id, duty_date: dateIn(days), duty_time }
}

void test('changes of several duties', async (t) => {
  const api = await startApi(t)
  let ahmed = ''
  let fatima = ''
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts, duty_times cascade')
    await api.pool.query(
      `insert into duty_times (id, name, key, starts_at, ends_at, places, position) values
         (gen_random_uuid(), 'Fajar Azaan', 'fajar azaan', '05:00', '06:00', 1, 1),
         (gen_random_uuid(), 'Night Watch', 'night watch', '22:00', '05:30', 2, 2),
         (gen_random_uuid(), 'Early Watch', 'early watch', '05:30', '07:00', null, 3)`,
    )
    ahmed = await registeredId(api)
    fatima = await registeredId(api, { full_name: 'Fatima Ali' })
  })
  const post = (path: string, body?: object) => api.admin.post(`/v1/duty-assignments${path}`, body)
  const assign = (registration_id: string, duty_time: string, more: object = {}) =>
    post('', { registration_id, duty_date: dateIn(10), duty_time, ...more })
  const tellAll = () =>
    api.pool.query(`update deliveries set state = 'delivered' where queue_state = 'pending'`)

  await t.test('times that overlap across midnight, are refused; touching ones are not', async (t) => {
    t.equal((await assign(ahmed, 'Fajar Azaan')).status, 201)
    t.match(await assign(ahmed, 'night watch.', { duty_date: dateIn(9) }), {
      status: 409,
      json: { code: 'duty_overlaps', duty_assignment_ids: { length: 1 } },
    })
    t.equal((await assign(ahmed, 'Night Watch', { duty_date: dateIn(10) })).status, 201)
    t.equal((await assign(ahmed, 'Early Watch', { duty_date: dateIn(11) })).status, 201)
    t.match(await assign(ahmed, 'Early Watch', { override: { reason: 'He lives next door.' } }), {
      status: 201,
      json: { override: { reason: 'He lives next door.' } },
    })
    const { rows } = await api.pool.query(
      `select details ->> 'override' as override from audit_log where details ? 'override'`,
    )
    t.same(rows, [{ override: 'true' }], 'the audit log says that, and not why')
  })

  await t.test('full, is refused with the numbers; waiting ones count; override', async (t) => {
    t.equal((await assign(ahmed, 'Fajar Azaan', { notify: 'later' })).status, 201)
    t.match(await assign(fatima, 'Fajar Azaan'), {
      status: 409,
      json: { code: 'duty_full', places: 1, taken: 1 },
    })
    t.equal((await assign(fatima, 'Fajar Azaan', { override: { reason: 'A guest.' } })).status, 201)
  })

  await t.test('a reason with a NUL character, 400; with half a surrogate pair, is repaired', async (t) => {
    t.match(await assign(ahmed, 'Fajar Azaan', { override: { reason: 'a\0b' } }), {
      status: 400,
      json: { errors: [{ pointer: '/override/reason', code: 'nul_character' }] },
    })
    t.match(await assign(ahmed, 'Fajar Azaan', { override: { reason: 'a\udc00b' } }), {
      status: 201,
      json: { override: { reason: 'a\uFFFDb' } },
    })
  })

  await t.test('a label that no duty time has, is accepted with a warning', async (t) => {
    t.match((await assign(ahmed, 'Fajr Azan')).json, {
      duty_time: 'Fajr Azan',
      warnings: ['duty_time_unknown: did you mean Fajar Azaan?'],
    })
    t.match((await assign(ahmed, 'FAJAR  AZAAN.')).json, { duty_time: 'Fajar Azaan', warnings: undefined })
  })

  await t.test('hand-over: cancels, creates and frees the place', async (t) => {
    const id = await assignedId(api, { registration_id: ahmed })
    await tellAll()
    t.match(await post(`/${id}/hand-over`, { registration_id: ahmed }), {
      status: 409,
      json: { code: 'duty_assignment_exists', duty_assignment_id: id },
    })
    const { status, json } = await post(`/${id}/hand-over`, { registration_id: fatima })
    t.equal(status, 200)
    t.match(json, {
      cancelled: { id, status: 'cancelled', version: 2, registration_id: ahmed },
      created: { registration_id: fatima, duty_date: dateIn(10), duty_time: 'Fajar Azaan', version: 1 },
      told: [{ registration_id: ahmed, channel: 'email' }, { channel: 'whatsapp' }],
    })
    const { rows } = await api.pool.query(
      `select template, registration_id from deliveries where queue_state = 'pending' and channel = 'email' order by template`,
    )
    t.same(rows, [
      { template: 'duty_allotment_confirmed', registration_id: fatima },
      { template: 'duty_cancelled', registration_id: ahmed },
    ])
    t.match(await post(`/${id}/hand-over`, { registration_id: fatima }), {
      status: 409,
      json: { code: 'duty_assignment_cancelled' },
    })
  })

  await t.test('hand-over of a waiting duty, waits on unless told otherwise', async (t) => {
    const id = await assignedId(api, { registration_id: ahmed, notify: 'later' })
    const waits = await post(`/${id}/hand-over`, { registration_id: fatima })
    t.match(waits.json, { created: { allotment: 'waiting' }, told: [] })
    const { json: list } = await api.admin.get('/v1/duty-assignments?status=assigned')
    const [, next_id = ''] = /"id":"([^"]+)"/.exec(JSON.stringify(list)) ?? []
    const tells = await post(`/${next_id}/hand-over`, { registration_id: ahmed, notify: 'now' })
    t.match(tells.json, { created: { allotment: 'published' } })
  })

  for (const [path, body, pointer, detail] of [
    ['/swap', { duty_assignment_ids: [NOBODY] }, '/duty_assignment_ids', 'Give at least 2 items.'],
    ['/batch', { items: [] }, '/items', 'Give at least 1 item.'],
    ['/batch', { items: Array(501).fill(item(NOBODY, 10, 'Isha')) }, '/items', 'Give at most 500 items.'],
    [
      '/notify',
      { duty_date_from: '2035-11-06', duty_date_to: '2035-11-05' },
      '/duty_date_to',
      'Give 2035-11-06 or a later date.',
    ],
    ['', { ...item(NOBODY, 10, 'Isha'), override: { reason: '' } }, '/override/reason', 'Say why.'],
    ['', { ...item(NOBODY, 10, 'Isha'), override: { reason: ' \n' } }, '/override/reason', 'Say why.'],
  ] as const) {
    await t.test(`POST ${path} with ${JSON.stringify(body).slice(0, 90)}, says what to give`, async (t) => {
      t.match(await post(path, body), {
        status: 400,
        json: { code: 'invalid_input', errors: [{ pointer, detail }] },
      })
    })
  }

  await t.test('swap: both are cancelled, both created; versions are compared', async (t) => {
    const a = await assignedId(api, { registration_id: ahmed })
    const b = await assignedId(api, { registration_id: fatima, duty_time: 'Night Watch' })
    t.match(await post('/swap', { duty_assignment_ids: [a, b], versions: [1, 2] }), {
      status: 412,
      json: { code: 'precondition_failed', current_version: 1, duty_assignment_id: b },
    })
    const { status, json } = await post('/swap', { duty_assignment_ids: [a, b], versions: [1, 1] })
    t.equal(status, 200)
    t.match(json, {
      cancelled: [{ id: a }, { id: b }],
      created: [
        { registration_id: fatima, duty_time: 'Fajar Azaan' },
        { registration_id: ahmed, duty_time: 'Night Watch' },
      ],
    })
    t.match(await post('/swap', { duty_assignment_ids: [a, a] }), { status: 400 })
  })

  await t.test('batch: atomic, one refusal refuses all and each item says its own', async (t) => {
    const items = [
      { registration_id: ahmed, duty_date: dateIn(10), duty_time: 'Fajar Azaan' },
      { registration_id: fatima, duty_date: dateIn(10), duty_time: 'Fajar Azaan' },
      { registration_id: fatima, duty_date: '2035-02-30', duty_time: 'Fajar Azaan' },
      { registration_id: NOBODY, duty_date: dateIn(10), duty_time: 'Isha' },
    ]
    const results = [
      { index: 0, outcome: 'created' },
      { index: 1, outcome: 'refused', problem: { code: 'duty_full', places: 1, taken: 1 } },
      { index: 2, outcome: 'refused', problem: { code: 'invalid_input', errors: [{ code: 'no_such_day' }] } },
      { index: 3, outcome: 'refused', problem: { code: 'registration_unknown' } },
    ]
    t.match(await post('/batch', { items }), { status: 422, json: { code: 'batch_refused', results } })
    t.match(await post('/batch', { items, dry_run: true }), { status: 200, json: { dry_run: true, results } })
    t.match((await api.admin.get('/v1/duty-assignments')).json, { items: { length: 0 } })

    t.match(await post('/batch', { items: [items[2]] }), {
      status: 422,
      json: { results: [results[2]].map((r) => ({ ...r, index: 0 })) },
    })
    const written = await post('/batch', { items, atomic: false, notify: 'later' })
    t.match(written, { status: 200, json: { results } })
    t.match(written.json, {
      results: [{ duty_assignment: { allotment: 'waiting' }, warnings: undefined }],
    })
    t.match((await post('/batch', { items, atomic: false })).json, { results: [{ outcome: 'unchanged' }] })
  })

  await t.test('batch: an item that is refused takes no place from those after it', async (t) => {
    await assign(ahmed, 'Night Watch', { duty_date: dateIn(9) })
    const items = [
      item(ahmed, 10, 'Fajar Azaan'), // overlaps with the night before
      item(fatima, 10, 'Fajar Azaan'),
      item(fatima, 10, 'Fajar Azaan'),
    ]
    t.match((await post('/batch', { items, atomic: false })).json, {
      results: [
        { outcome: 'refused', problem: { code: 'duty_overlaps' } },
        { outcome: 'created' },
        { outcome: 'unchanged' },
      ],
    })
  })

  await t.test('a night, is cancelled with the count as guard', async (t) => {
    await assign(ahmed, 'Fajar Azaan')
    await assign(fatima, 'Night Watch')
    await tellAll()
    const night = { duty_date: dateIn(10) }
    t.match(await post('/cancel', { ...night, dry_run: true }), {
      status: 200,
      json: { dry_run: true, matched: 2, cancelled: 0, told: { length: 4 } },
    })
    t.match(await post('/cancel', night), { status: 400, json: { errors: [{ pointer: '/expected_count' }] } })
    t.match(await post('/cancel', { ...night, expected_count: 1 }), {
      status: 409,
      json: { code: 'expected_count_differs' },
    })
    t.match(await post('/cancel', { ...night, duty_time: 'night watch', expected_count: 1 }), {
      json: { matched: 1, cancelled: 1 },
    })
    t.match(await post('/cancel', { ...night, expected_count: 1 }), { json: { cancelled: 1 } })
    const { rows } = await api.pool.query(
      `select count(*)::integer as n from deliveries where template = 'duty_cancelled' and queue_state = 'pending'`,
    )
    t.same(rows, [{ n: 2 }])
  })

  await t.test('a night, wakes the notifiers only when it is committed', async (t) => {
    await assign(ahmed, 'Fajar Azaan')
    let wakes = 0
    const ctx = {
      db: api.db,
      waker: { wake: () => void (wakes += 1) },
      time_zone: TIME_ZONE,
      template_languages: ['en'] as const,
      actor: { name: 'tester', api_key_id: null, request_id: 'a-request' },
    }
    const night = { duty_date: dateIn(10) }
    await t.rejects(cancelNight(ctx, { ...night, expected_count: 2 }, null), {
      code: 'expected_count_differs',
    })
    t.equal(wakes, 0)
    await cancelNight(ctx, { ...night, expected_count: 1 }, null)
    t.equal(wakes, 1)
  })

  await t.test('five hundred at once, and again', async (t) => {
    const items = Array.from({ length: 500 }, (_, n) => ({
      registration_id: ahmed,
      duty_date: dateIn(10 + n),
      duty_time: 'Isha',
    }))
    const first = await post('/batch', { items })
    t.equal(first.status, 200)
    t.match(await post('/batch', { items }), {
      status: 200,
      json: { results: items.map((_, index) => ({ index, outcome: 'unchanged' })) },
    })
  })

  await t.test('a night of 2,500 duties with places, is judged well within the time-out', async (t) => {
    const night = { duty_date: dateIn(10), duty_time: 'Fajar Azaan' }
    await api.pool.query(`update duty_times set places = 3000`)
    await assign(ahmed, night.duty_time)
    await api.pool.query(`
      create temporary table copies as
        select gen_random_uuid() as person, gen_random_uuid() as duty, n from generate_series(2, 2500) n;
      insert into registrations
        select (jsonb_populate_record(r, jsonb_build_object('id', person, 'phone_number', '+9197' || lpad(n::text, 8, '0')))).*
        from registrations r, copies where r.id = '${ahmed}';
      insert into duty_assignments
        select (jsonb_populate_record(a, jsonb_build_object('id', duty, 'registration_id', person))).*
        from duty_assignments a, copies;
      insert into duty_assignment_versions
        select (jsonb_populate_record(v, jsonb_build_object('duty_assignment_id', duty, 'registration_id', person))).*
        from duty_assignment_versions v, copies;
      drop table copies`)
    t.match(await post('/cancel', { ...night, dry_run: true }), {
      status: 200,
      json: { matched: 2_500 },
    })
  })
})
