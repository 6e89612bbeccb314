import { test } from 'tap'
import { assignedId, dateIn as dayIn, registeredId, startApi } from '../start-api.ts'
import { dateIn } from '@dutybell/shared/templates/languages'

void test('language', async (t) => {
  const api = await startApi(t, { META_WA_TEMPLATE_LANGUAGE: ['en_US', 'ur'] })
  t.beforeEach(() =>
    api.pool.query('truncate registrations, outbox, deliveries, attempts, meta_templates, templates cascade'),
  )
  const messages = async () => {
    const { rows } = await api.pool.query(
      `select o.type, o.payload ->> 'language' as frozen, o.payload -> 'parameters' as parameters,
         array_agg(d.channel || ' ' || d.language order by d.channel) as deliveries
       from outbox o join deliveries d on d.outbox_id = o.id group by o.id order by min(d.seq)`,
    )
    return rows
  }

  await t.test('none given, the default; a configured one, that one', async (t) => {
    t.match(await api.register(), { status: 201, json: { language: 'en_US' } })
    t.match(await api.register({ phone_number: '98765 43211', language: 'ur' }), {
      status: 201,
      json: { language: 'ur' },
    })
    t.match(await messages(), [
      { frozen: 'en_US', deliveries: ['email en_US', 'whatsapp en_US'] },
      { frozen: 'ur', deliveries: ['email ur', 'whatsapp ur'] },
    ])
  })

  await t.test('one that nobody configured, refused with the list', async (t) => {
    for (const language of ['en', 'hi']) {
      t.match(await api.register({ language }), {
        status: 400,
        json: {
          code: 'invalid_input',
          errors: [{ pointer: '/language', code: 'language_not_configured', detail: /: en_US, ur\./ }],
        },
      })
    }
    t.match(await api.register({ language: 'Urdu' }), {
      status: 400,
      json: { detail: /such as en or en_US/ },
    })
    const id = await registeredId(api)
    t.match(await api.admin.patch(`/v1/registrations/${id}`, { language: 'hi' }), {
      status: 400,
      json: { errors: [{ code: 'language_not_configured' }] },
    })
    t.match(await api.admin.patch(`/v1/registrations/${id}`, { language: 'ur' }), {
      json: { language: 'ur' },
    })
  })

  await t.test('of an earlier configuration, it may stay, and messages have the default', async (t) => {
    const id = await registeredId(api)
    await api.pool.query(`update registrations set language = 'hi'`)
    t.match(await api.admin.patch(`/v1/registrations/${id}`, { language: 'hi', full_name: 'Ahmed Khan' }), {
      status: 200,
      json: { language: 'hi', full_name: 'Ahmed Khan' },
    })
    await assignedId(api, { registration_id: id })
    t.match((await messages()).at(-1), { type: 'duty_allotment_confirmed', frozen: 'en_US' })
  })

  await t.test('allotment, correction and reminder, in the language and with its dates', async (t) => {
    const registration_id = await registeredId(api, { language: 'ur' })
    const told = () => api.pool.query(`update deliveries set state = 'delivered'`)
    const id = await assignedId(api, { registration_id, duty_date: dayIn(1) })
    await told()
    t.match(await api.admin.post('/v1/reminders/run', {}), { json: { published: [{ registration_id }] } })
    await told()
    await api.admin.patch(`/v1/registrations/${registration_id}`, { language: 'en_US' })
    await api.admin.patch(`/v1/registrations/${registration_id}`, { language: 'ur' })
    // Approved in the other language: a move is told by an allotment.
    await api.pool.query(
      `insert into meta_templates (name, language, status, read_at) values ('duty_changed', 'en_US', 'APPROVED', now()),
         ('duty_cancelled', 'ur', 'APPROVED', now())`,
    )
    await api.admin.patch(`/v1/duty-assignments/${id}`, { duty_time: 'Isha' })
    await told()
    await api.admin.post(`/v1/duty-assignments/${id}/cancel`)
    const tomorrow = dateIn(Temporal.PlainDate.from(dayIn(1)), 'ur', 'en')
    const duty = ['Ahmed Ali', tomorrow, 'Fajar Azaan']
    t.match((await api.admin.get('/v1/deliveries?limit=1')).json['items'], [
      { template: 'duty_cancelled', language: 'ur', text: /منسوخ/ },
    ])
    t.match((await messages()).slice(1), [
      { type: 'duty_allotment_confirmed', parameters: duty, deliveries: ['email ur', 'whatsapp ur'] },
      { type: 'duty_reminder_tomorrow', parameters: duty, deliveries: ['email ur', 'whatsapp ur'] },
      {
        type: 'duty_allotment_confirmed',
        parameters: ['Ahmed Ali', tomorrow, 'Isha'],
        deliveries: ['whatsapp ur'],
      },
      { type: 'duty_changed', parameters: [...duty, tomorrow, 'Isha'], deliveries: ['email ur'] },
      {
        type: 'duty_cancelled',
        parameters: ['Ahmed Ali', tomorrow, 'Isha'],
        deliveries: ['email ur', 'whatsapp ur'],
      },
    ])
  })

  await t.test(
    'a held translation, shown with its language and released alone or with the others',
    async (t) => {
      const held = async () => {
        const { rows } = await api.pool.query(
          `select language from templates where state = 'held' order by 1`,
        )
        return rows.map(({ language }) => language)
      }
      for (const language of ['en_US', 'ur'])
        await api.pool.query(`select hold_template('registration_received', $1, 'paused')`, [language])
      t.match((await api.admin.get('/v1/channels')).json['items'], [
        { templates: [{ language: 'en_US' }, { language: 'ur' }] },
        {},
      ])
      const release = (query: string) => api.admin.post(`/v1/templates/registration_received/release${query}`)
      t.match(await release('?language=hi'), { status: 404, json: { code: 'template_not_found' } })
      t.match(await release('?language=ur'), { status: 200, json: { language: 'ur', state: 'active' } })
      t.same(await held(), ['en_US'])
      t.match(await release(''), { status: 200, json: { language: null, state: 'active', waiting: 0 } })
      t.same(await held(), [])
    },
  )
})
