import { test } from 'tap'
import { assignedId, dateIn, registeredId, startApi } from '../start-api.ts'

/** What each event says of duties, in order: template, channels, labels and dates, and the states of its deliveries. */
async function messagesOf(api: Awaited<ReturnType<typeof startApi>>) {
  const { rows } = await api.pool.query(
    `select o.type, o.payload -> 'parameters' as parameters, string_agg(d.channel || ' ' || d.state, ', ' order by d.channel desc) as deliveries
     from outbox o join deliveries d on d.outbox_id = o.id
     where o.type <> 'registration_received' group by o.id, o.type, o.payload order by min(d.seq)`,
  )
  return rows.map(({ type, parameters, deliveries }) =>
    [type, ...parameters.slice(2), deliveries].join(' | '),
  )
}

void test('telling people about changes of their duties', async (t) => {
  const api = await startApi(t)
  let registration_id = ''
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts, meta_templates cascade')
    registration_id = await registeredId(api)
  })
  const move = (id: string, change: object) => api.admin.patch(`/v1/duty-assignments/${id}`, change)
  const cancel = (id: string) => api.admin.post(`/v1/duty-assignments/${id}/cancel`)
  const nowAre = (state: string, channel = '%') =>
    api.pool.query(
      `update deliveries set state = $1 where queue_state = 'pending' and channel like $2 and template <> 'registration_received'`,
      [state, channel],
    )
  const approve = (name: string) =>
    api.pool.query(
      `insert into meta_templates (name, language, status, read_at) values ($1, 'en', 'APPROVED', now())`,
      [name],
    )

  await t.test('moved before anybody was told, one allotment says where it is now', async (t) => {
    const id = await assignedId(api, { registration_id })
    await move(id, { duty_time: 'Isha' })
    t.same(await messagesOf(api), [
      'duty_allotment_confirmed | Fajar Azaan | whatsapp cancelled, email cancelled',
      'duty_allotment_confirmed | Isha | whatsapp pending, email pending',
    ])
  })

  await t.test('moved after it was told, e-mail corrects; WhatsApp too where Meta approved it', async (t) => {
    const id = await assignedId(api, { registration_id })
    await nowAre('delivered')
    const { json } = await move(id, { duty_time: 'Isha' })
    t.match(json, {
      told: [
        { channel: 'email', template: 'duty_allotment_confirmed', state: 'delivered' },
        { channel: 'whatsapp', duty_assignment_id: id, registration_id },
      ],
    })
    const [, allotment, correction] = await messagesOf(api)
    t.equal(allotment, 'duty_allotment_confirmed | Isha | whatsapp pending')
    t.match(correction, /^duty_changed \| Fajar Azaan \| .+ \| Isha \| email pending$/)

    await nowAre('delivered')
    await approve('duty_changed')
    await move(id, { duty_time: 'Zohr' })
    t.match(
      (await messagesOf(api)).at(-1),
      /^duty_changed \| Isha \| .+ \| Zohr \| whatsapp pending, email pending$/,
    )
  })

  await t.test('moved twice, the second correction speaks of what was told', async (t) => {
    const id = await assignedId(api, { registration_id })
    await nowAre('delivered')
    await approve('duty_changed')
    await move(id, { duty_time: 'Isha' })
    await move(id, { duty_time: 'Zohr' })
    const messages = await messagesOf(api)
    t.match(messages[1], /^duty_changed \| Fajar Azaan \| .+ \| Isha \| whatsapp cancelled, email cancelled$/)
    t.match(messages[2], /^duty_changed \| Fajar Azaan \| .+ \| Zohr \| whatsapp pending, email pending$/)
    const { rows } = await api.pool.query(
      'select version, corrects_version from outbox_duty_assignments order by 1',
    )
    t.same(rows, [
      { version: 1, corrects_version: null },
      { version: 2, corrects_version: 1 },
      { version: 3, corrects_version: 1 },
    ])
  })

  await t.test('moved away and back, who knew it is told nothing', async (t) => {
    const id = await assignedId(api, { registration_id })
    await nowAre('delivered')
    await move(id, { duty_time: 'Isha' })
    await move(id, { duty_time: 'Fajar Azaan' })
    const states = (await messagesOf(api)).map((message) => message.split(' | ').at(-1))
    t.same(states, ['whatsapp delivered, email delivered', 'whatsapp cancelled', 'email cancelled'])
  })

  await t.test('moved back after the correction went out, it is corrected again', async (t) => {
    const id = await assignedId(api, { registration_id })
    await nowAre('delivered')
    await move(id, { duty_time: 'Isha' })
    await nowAre('delivered', 'email')
    await move(id, { duty_time: 'Fajar Azaan' })
    t.match((await messagesOf(api)).at(-1), /^duty_changed \| Isha \| .+ \| Fajar Azaan \| email pending$/)
  })

  await t.test('told on one channel only, the other is told as of a new duty', async (t) => {
    const id = await assignedId(api, { registration_id })
    await nowAre('failed', 'whatsapp')
    await nowAre('accepted', 'email')
    await approve('duty_changed')
    await move(id, { duty_time: 'Isha' })
    const messages = await messagesOf(api)
    t.equal(messages[1], 'duty_allotment_confirmed | Isha | whatsapp pending')
    t.match(messages[2], /^duty_changed .+ \| email pending$/)
  })

  await t.test('cancelled untold, nothing is sent; told, it is corrected', async (t) => {
    const untold = await assignedId(api, { registration_id })
    t.match((await cancel(untold)).json, { told: [] })
    const told = await assignedId(api, { registration_id })
    await nowAre('read')
    t.match((await cancel(told)).json, {
      told: [{ channel: 'email' }, { channel: 'whatsapp', state: 'read' }],
    })
    t.same(await messagesOf(api), [
      'duty_allotment_confirmed | Fajar Azaan | whatsapp cancelled, email cancelled',
      'duty_allotment_confirmed | Fajar Azaan | whatsapp read, email read',
      'duty_cancelled | Fajar Azaan | email pending',
    ])
    t.match((await cancel(told)).json, { version: 2, told: [] })
    t.equal((await messagesOf(api)).length, 3)
  })

  await t.test('being sent while it is cancelled, counts as told', async (t) => {
    await approve('duty_cancelled')
    const id = await assignedId(api, { registration_id })
    await nowAre('sending')
    await cancel(id)
    t.equal((await messagesOf(api)).at(-1), 'duty_cancelled | Fajar Azaan | whatsapp pending, email pending')
  })

  await t.test('told elsewhere, nothing is sent; a change is corrected', async (t) => {
    const answer = await api.admin.post('/v1/duty-assignments', {
      registration_id,
      duty_date: dateIn(10),
      duty_time: 'Fajar Azaan',
      notify: 'never',
    })
    t.match(answer, { status: 201, json: { allotment: 'told_elsewhere' } })
    t.same(await messagesOf(api), [])
    const { json } = await move(String(answer.json['id']), { duty_time: 'Isha' })
    t.match(json, { allotment: 'published' })
    t.same(
      (await messagesOf(api)).map((message) => message.replace(/\| \d.+? \|/, '|')),
      [
        'duty_allotment_confirmed | Isha | whatsapp pending',
        'duty_changed | Fajar Azaan | Isha | email pending',
      ],
    )
  })

  await t.test('a message that named two duties, is sent again for the one that stays', async (t) => {
    const assign = (duty_time: string) => assignedId(api, { registration_id, duty_time, notify: 'later' })
    const fajar = await assign('Fajar Azaan')
    await assign('Isha')
    t.match(await api.admin.post('/v1/duty-assignments/notify', { dry_run: true }), {
      json: { published: 2, messages: 1 },
    })
    t.same(await messagesOf(api), [])
    t.match(await api.admin.post('/v1/duty-assignments/notify', {}), { json: { published: 2, messages: 1 } })
    t.match(await api.admin.post('/v1/duty-assignments/notify', {}), { json: { published: 0, messages: 0 } })
    await cancel(fajar)
    t.same(await messagesOf(api), [
      'duty_allotment_confirmed | Fajar Azaan, Isha | whatsapp cancelled, email cancelled',
      'duty_allotment_confirmed | Isha | whatsapp pending, email pending',
    ])
  })

  await t.test('a waiting duty that is moved, waits on', async (t) => {
    const id = await assignedId(api, { registration_id, notify: 'later' })
    t.match((await move(id, { duty_time: 'Isha' })).json, { allotment: 'waiting', version: 2, told: [] })
    await cancel(id)
    t.same(await messagesOf(api), [])
  })

  await t.test('versions, say what each was and how it ended', async (t) => {
    const id = await assignedId(api, { registration_id })
    await move(id, { duty_time: 'Isha' })
    await cancel(id)
    const { rows } = await api.pool.query(
      'select version, duty_time, status, ended_by from duty_assignment_versions order by version',
    )
    t.same(rows, [
      { version: 1, duty_time: 'Fajar Azaan', status: 'assigned', ended_by: 'moved' },
      { version: 2, duty_time: 'Isha', status: 'assigned', ended_by: 'cancelled' },
      { version: 3, duty_time: 'Isha', status: 'cancelled', ended_by: null },
    ])
  })
})
