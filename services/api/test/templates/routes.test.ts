import { test } from 'tap'
import { registeredId, startApi } from '../start-api.ts'

void test('templates', async (t) => {
  const api = await startApi(t)
  await registeredId(api)
  await api.pool.query(`select hold_template('registration_received', 'en', '132015: Template is paused')`)
  await api.pool.query(
    `update deliveries set state = 'held', reason = 'template', held_at = now() where channel = 'whatsapp'`,
  )

  await t.test('held, listed with its channel, its cause and how many wait', async (t) => {
    const { json } = await api.admin.get('/v1/channels')
    t.match(json['items'], [
      {
        channel: 'whatsapp',
        templates: [
          {
            name: 'registration_received',
            state: 'held',
            reason: '132015: Template is paused',
            updated_at: /Z$/,
            waiting: 1,
          },
        ],
      },
      { channel: 'email', templates: [] },
    ])
  })

  await t.test('of the longest name that Meta allows, it can be released', async (t) => {
    const name = 'a'.repeat(512)
    await api.pool.query('select hold_template($1, $2, $3)', [name, 'en', 'paused'])
    t.match(await api.admin.post(`/v1/templates/${name}/release`), {
      status: 200,
      json: { name, state: 'active' },
    })
    t.match(await api.admin.post(`/v1/templates/${name.replaceAll('a', '%62')}/release`), {
      status: 404,
      json: { code: 'template_not_found' },
    })
  })

  await t.test('released by an operator, only the deliveries held for it are released', async (t) => {
    await registeredId(api, { full_name: 'Fatima Ali', phone_number: '98765 43211' })
    await api.pool.query(
      `update deliveries set state = 'held', reason = 'in_doubt' where recipient = '+919876543211'`,
    )
    const { status, json } = await api.admin.post('/v1/templates/registration_received/release')
    t.equal(status, 200)
    t.match(json, { name: 'registration_received', state: 'active', reason: null, waiting: 0 })
    const { rows } = await api.pool.query(
      `select state from deliveries where channel = 'whatsapp' order by seq`,
    )
    t.same(rows, [{ state: 'pending' }, { state: 'held' }])
    t.match((await api.admin.get('/v1/channels')).json['items'], [{ templates: [] }, {}])
  })

  await t.test('not held, stays as it is', async (t) => {
    for (const name of ['registration_received', 'duty_reminder_tomorrow']) {
      const answer = await api.admin.post(`/v1/templates/${name}/release`)
      t.match(answer, { status: 200, json: { name, state: 'active', waiting: 0 } })
    }
  })

  await t.test('unknown, or no key, refused', async (t) => {
    for (const name of ['pigeon', '%00']) {
      const answer = await api.admin.post(`/v1/templates/${name}/release`)
      t.match(answer, { status: 404, json: { code: 'template_not_found' } })
    }
    const url = '/v1/templates/registration_received/release'
    t.equal((await api.call({ method: 'POST', url })).status, 401)
  })
})
