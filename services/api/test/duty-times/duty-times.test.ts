import { test } from 'tap'
import { ADMIN_SECRET, assignedId, dateIn, deliveriesOf, registeredId, startApi } from '../start-api.ts'
import { createdId, labelsOf, setVersions } from './support.ts'

const ADMIN = { authorization: `Bearer ${ADMIN_SECRET}` }
const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

void test('duty times', async (t) => {
  const api = await startApi(t)
  t.beforeEach(() =>
    api.pool.query('truncate registrations, duty_times, outbox, deliveries, idempotency_keys cascade'),
  )
  const patch = (id: string, change: object) => api.admin.patch(`/v1/duty-times/${id}`, change)
  const remove = (id: string, headers: Record<string, string> = {}) =>
    api.call({ method: 'DELETE', url: `/v1/duty-times/${id}`, headers: { ...ADMIN, ...headers } })
  const audit = async (id: unknown) =>
    (await api.admin.get(`/v1/audit-log?subject_type=duty_time&subject_id=${String(id)}`)).json['items']

  await t.test('create: the answer has the fields, Location and ETag, and is in the audit log', async (t) => {
    const { status, json, headers } = await api.admin.post('/v1/duty-times', {
      name: ' Taraweeh  Stall ',
      starts_at: '20:30',
      ends_at: '01:00',
      places: 4,
      position: 6,
    })
    t.equal(status, 201)
    t.match(json, {
      name: 'Taraweeh Stall',
      starts_at: '20:30',
      ends_at: '01:00',
      places: 4,
      position: 6,
      version: 1,
    })
    t.match(headers, { location: `/v1/duty-times/${String(json['id'])}`, etag: '"1"' })
    t.same((await api.admin.get(String(headers['location']))).json, json)
    t.match(await audit(json['id']), [
      {
        action: 'duty_time.created',
        subject_id: json['id'],
        details: { name: 'Taraweeh Stall', position: 6 },
      },
    ])
  })

  await t.test('create: only a name, no times, any number of places, after the last one', async (t) => {
    t.match((await api.admin.post('/v1/duty-times', { name: 'Fajar' })).json, { position: 1, places: null })
    await createdId(api, { name: 'Zohr', position: 7 })
    const { json } = await api.admin.post('/v1/duty-times', { name: 'Asr', starts_at: null })
    t.match(json, { position: 8, starts_at: null, ends_at: null, places: null })
  })

  await t.test('create: the same key, 409 with the id of the other', async (t) => {
    const id = await createdId(api, { name: 'Fajar Azaan' })
    t.match(await api.admin.post('/v1/duty-times', { name: 'fajar  AZAAN.' }), {
      status: 409,
      json: { code: 'duty_time_exists', duty_time_id: id, errors: [{ pointer: '/name' }] },
    })
  })

  await t.test('create: twice with one Idempotency-Key, one duty time', async (t) => {
    const headers = { ...ADMIN, 'idempotency-key': 'one' }
    const send = () =>
      api.call({ method: 'POST', url: '/v1/duty-times', headers, payload: { name: 'Fajar Azaan' } })
    const first = await send()
    const again = await send()
    t.match(again, {
      status: 201,
      headers: { 'idempotency-replayed': 'true', etag: '"1"' },
      text: first.text,
    })
    t.same((await api.admin.get('/v1/duty-times')).json, { items: [first.json], next_cursor: null })
  })

  await t.test('create: several at once of one key, one is created', async (t) => {
    const names = ['Fajar Azaan', 'fajar azaan', 'FAJAR AZAAN', 'Fajar  Azaan.']
    const answers = await Promise.all(names.map((name) => api.admin.post('/v1/duty-times', { name })))
    t.same(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, 409, 409, 409],
    )
  })

  await t.test('create: faulty fields, each is named', async (t) => {
    for (const [field, value, code] of [
      ['name', '...', 'no_letter'],
      ['name', 'x'.repeat(61), 'too_long'],
      ['name', null, 'wrong_type'],
      ['starts_at', '5:30', 'wrong_format'],
      ['ends_at', '24:00', 'wrong_format'],
      ['places', 0, 'too_small'],
      ['position', -1, 'too_small'],
      ['position', 2 ** 40, 'too_large'],
    ]) {
      t.match(
        await api.admin.post('/v1/duty-times', { name: 'Fajar', [String(field)]: value }),
        { status: 400, json: { errors: [{ pointer: `/${field}`, code }] } },
        `${field} ${value}`,
      )
    }
  })

  await t.test(
    'create: free labels of the same key get its spelling, in rows and present versions',
    async (t) => {
      const registration_id = await registeredId(api)
      const id = await assignedId(api, { registration_id, duty_time: 'FAJAR azaan.' })
      await assignedId(api, { registration_id, duty_time: 'Zohr' })
      await setVersions(api, id)
      const before = await messages()
      const created = await createdId(api, { name: 'Fajar Azaan' })
      t.match(await labelsOf(api), [
        { duty_time: 'Fajar Azaan', duty_time_key: 'fajar azaan', version: 1 },
        { duty_time: 'Zohr' },
      ])
      t.same(await versionLabels(id), ['FAJAR azaan.', 'Fajar Azaan'])
      t.same(await messages(), before)
      t.match(await audit(created), [{ details: { duty_assignments_relabelled: 1 } }])
    },
  )

  await t.test('list: by position, then by name', async (t) => {
    for (const [name, position] of [
      ['Zohr', 2],
      ['Witr', 9],
      ['Fajar', 1],
      ['Asr', 9],
    ])
      await createdId(api, { name, position })
    const { json } = await api.admin.get('/v1/duty-times')
    t.match(json, {
      items: [{ name: 'Fajar' }, { name: 'Zohr' }, { name: 'Asr' }, { name: 'Witr' }],
      next_cursor: null,
    })
  })

  await t.test('read: with the ETag it has, 304; unknown, 404', async (t) => {
    const id = await createdId(api, { name: 'Fajar' })
    const headers = { ...ADMIN, 'if-none-match': '"1"' }
    t.match(await api.call({ url: `/v1/duty-times/${id}`, headers }), { status: 304, text: '' })
    t.match(await api.admin.get(`/v1/duty-times/${NOBODY}`), {
      status: 404,
      json: { code: 'duty_time_not_found' },
    })
  })

  await t.test('change: null clears, what is not given stays, the audit log has from and to', async (t) => {
    const id = await createdId(api, {
      name: 'Fajar',
      starts_at: '05:00',
      ends_at: '06:00',
      places: 2,
      position: 3,
    })
    const { status, json, headers } = await patch(id, { starts_at: null, ends_at: '06:30', position: 4 })
    t.equal(status, 200)
    t.match(json, { name: 'Fajar', starts_at: null, ends_at: '06:30', places: 2, position: 4, version: 2 })
    t.equal(headers['etag'], '"2"')
    t.match(await audit(id), [
      {
        action: 'duty_time.changed',
        subject_id: id,
        details: {
          from: { starts_at: '05:00', ends_at: '06:00', position: 3 },
          to: { starts_at: null, ends_at: '06:30', position: 4 },
          version: 2,
        },
      },
      { action: 'duty_time.created' },
    ])
  })

  await t.test('change: the same values, no new version and no entry', async (t) => {
    const id = await createdId(api, { name: 'Fajar', starts_at: '05:00' })
    t.match(await patch(id, { name: ' Fajar', starts_at: '05:00' }), { status: 200, json: { version: 1 } })
    t.match(await audit(id), [{ action: 'duty_time.created' }])
    t.match(await patch(id, {}), { status: 400, json: { errors: [{ code: 'nothing_to_change' }] } })
  })

  await t.test('change: another version than If-Match, 412; unknown, 404', async (t) => {
    const id = await createdId(api, { name: 'Fajar' })
    const headers = { ...ADMIN, 'if-match': '"2"' }
    const payload = { places: 3 }
    t.match(await api.call({ method: 'PATCH', url: `/v1/duty-times/${id}`, headers, payload }), {
      status: 412,
      json: { code: 'precondition_failed', current_version: 1 },
    })
    t.match(await patch(NOBODY, payload), { status: 404, json: { code: 'duty_time_not_found' } })
  })

  await t.test(
    'rename: label and key of its duties and of their present versions, nothing is sent',
    async (t) => {
      const id = await createdId(api, { name: 'Fajar Azaan' })
      const registration_id = await registeredId(api)
      const duty = await assignedId(api, { registration_id })
      await assignedId(api, { registration_id, duty_time: 'Zohr' })
      await setVersions(api, duty)
      const before = await messages()
      t.match(await patch(id, { name: 'Fajr Adhan' }), {
        status: 200,
        json: { name: 'Fajr Adhan', version: 2 },
      })
      t.match(await labelsOf(api), [
        { duty_time: 'Fajr Adhan', duty_time_key: 'fajr adhan', version: 1 },
        { duty_time: 'Zohr', duty_time_key: 'zohr' },
      ])
      t.same(await versionLabels(duty), ['Fajar Azaan', 'Fajr Adhan'])
      t.same(await messages(), before)
      t.match(await audit(id), [
        {
          details: {
            from: { name: 'Fajar Azaan' },
            to: { name: 'Fajr Adhan' },
            duty_assignments_relabelled: 1,
          },
        },
        {},
      ])
    },
  )

  await t.test('rename: only the spelling, its labels follow', async (t) => {
    const id = await createdId(api, { name: 'Fajar Azaan' })
    await assignedId(api, { registration_id: await registeredId(api) })
    t.equal((await patch(id, { name: 'FAJAR AZAAN' })).status, 200)
    t.match(await labelsOf(api), [{ duty_time: 'FAJAR AZAAN', duty_time_key: 'fajar azaan' }])
  })

  await t.test('rename: to the name of another, 409 with its id and nothing changed', async (t) => {
    const id = await createdId(api, { name: 'Fajar Azaan' })
    const other = await createdId(api, { name: 'Zohr Azaan' })
    await assignedId(api, { registration_id: await registeredId(api) })
    t.match(await patch(id, { name: 'zohr azaan!' }), {
      status: 409,
      json: { code: 'duty_time_exists', duty_time_id: other },
    })
    t.match(await labelsOf(api), [{ duty_time: 'Fajar Azaan' }])
  })

  await t.test('rename: to a free label, 409, of the same person and date or not', async (t) => {
    const id = await createdId(api, { name: 'Fajar Azaan' })
    const registration_id = await registeredId(api)
    await assignedId(api, { registration_id })
    const free = await assignedId(api, { registration_id, duty_time: 'Stall' })
    const { status, json } = await patch(id, { name: 'Stall' })
    t.equal(status, 409)
    t.equal(json['code'], 'duty_time_exists')
    t.notOk('duty_time_id' in json)
    await api.admin.post(`/v1/duty-assignments/${free}/cancel`)
    t.equal((await patch(id, { name: 'Stall' })).status, 200, 'a cancelled duty is not in the way')
  })

  await t.test('delete: gone, and in the audit log; past and cancelled duties keep the label', async (t) => {
    const id = await createdId(api, { name: 'Fajar Azaan' })
    const registration_id = await registeredId(api)
    const duty = await assignedId(api, { registration_id })
    await api.admin.post(`/v1/duty-assignments/${duty}/cancel`)
    await assignedId(api, { registration_id })
    await api.pool.query(`update duty_assignments set duty_date = $1 where status = 'assigned'`, [dateIn(-1)])
    t.match(await remove(id), { status: 204, text: '' })
    t.match((await api.admin.get('/v1/duty-times')).json, { items: [] })
    t.match(await labelsOf(api), [{ duty_time: 'Fajar Azaan' }, { duty_time: 'Fajar Azaan' }])
    t.match(await audit(id), [{ action: 'duty_time.deleted', details: { name: 'Fajar Azaan' } }, {}])
    t.match(await remove(id), { status: 404, json: { code: 'duty_time_not_found' } })
  })

  await t.test('delete: assigned today, 409; another version, 412', async (t) => {
    const id = await createdId(api, { name: 'Fajar Azaan' })
    await assignedId(api, { registration_id: await registeredId(api) })
    await api.pool.query('update duty_assignments set duty_date = $1', [dateIn(0)])
    t.match(await remove(id), { status: 409, json: { code: 'duty_time_assigned' } })
    t.match(await remove(id, { 'if-match': '"7"' }), { status: 412 })
  })

  async function messages() {
    return (await deliveriesOf(api)).map(({ id, state, payload }) => ({ id, state, payload }))
  }

  async function versionLabels(id: string) {
    const { rows } = await api.pool.query<{ duty_time: string }>(
      'select duty_time from duty_assignment_versions where duty_assignment_id = $1 order by version',
      [id],
    )
    return rows.map(({ duty_time }) => duty_time)
  }
})

void test('delete: today is that of TIME_ZONE', async (t) => {
  const api = await startApi(t, {
    TIME_ZONE: 'Asia/Kolkata',
    now: async () => Temporal.Instant.from('2031-03-14T20:00:00Z'),
  }) // the 15th in India
  const id = await createdId(api, { name: 'Fajar Azaan' })
  const registration_id = await registeredId(api)
  await assignedId(api, { registration_id, duty_date: '2031-03-15' })
  t.match(await api.call({ method: 'DELETE', url: `/v1/duty-times/${id}`, headers: ADMIN }), { status: 409 })
  await api.pool.query(`update duty_assignments set duty_date = '2031-03-14'`)
  t.match(await api.call({ method: 'DELETE', url: `/v1/duty-times/${id}`, headers: ADMIN }), { status: 204 })
})
