import { test } from 'tap'
import { assignedId, dateIn, registeredId, startApi } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

void test('deliveries', async (t) => {
  const api = await startApi(t)
  const registration_id = await registeredId(api)
  const duty_assignment_id = await assignedId(api, { registration_id })
  await registeredId(api, { full_name: 'Fatima Ali', phone_number: '98765 43211', email: null })
  await api.pool.query(
    `update deliveries set state = 'failed', reason = 'attempts_spent', attempts = 2, last_error_code = '131026',
      last_error_text = 'Message undeliverable', failed_at = created_at + interval '9 s',
      accepted_at = created_at + interval '2 s', sending_at = created_at + interval '1 s'
    where template = 'duty_allotment_confirmed' and channel = 'whatsapp'`,
  )
  await api.pool.query(
    `insert into attempts (delivery_id, number, started_at, finished_at, outcome, http_status, provider_code)
    select id, n, created_at, created_at + interval '1 s', 'refused', 400, '131026' from deliveries, generate_series(1, 2) n where state = 'failed'`,
  )
  const list = async (query: string) => {
    const { json } = await api.admin.get(`/v1/deliveries?${query}`)
    if (!Array.isArray(json['items'])) throw new Error(JSON.stringify(json))
    return json['items']
  }

  await t.test('each filter, finds its own', async (t) => {
    t.equal((await list('')).length, 5)
    t.equal((await list('state=failed')).length, 1)
    t.equal((await list('channel=email')).length, 2)
    t.equal((await list('template=registration_received')).length, 3)
    t.equal((await list('error_code=131026')).length, 1)
    t.equal((await list(`registration_id=${registration_id}`)).length, 4)
    t.equal((await list(`duty_assignment_id=${duty_assignment_id}`)).length, 2)
    t.equal((await list(`duty_assignment_id=${duty_assignment_id}&channel=email&state=failed`)).length, 0)
  })

  await t.test('several states, a reason, a date, times: each narrows', async (t) => {
    t.equal((await list('state=failed&state=pending')).length, 5)
    t.equal((await list('state=failed&state=failed&state=read')).length, 1)
    t.equal((await list('reason=attempts_spent')).length, 1)
    t.equal((await list('reason=attempts_spent&error_code=131026')).length, 1)
    t.equal((await list('reason=attempts_spent&channel=email')).length, 0)
    t.equal((await list(`duty_date=${dateIn(10)}`)).length, 2)
    t.equal((await list(`duty_date=${dateIn(10)}&state=failed&registration_id=${registration_id}`)).length, 1)
    t.equal((await list(`duty_date=${dateIn(11)}`)).length, 0)
    t.equal((await list(`duty_date=${dateIn(11)}&duty_assignment_id=${duty_assignment_id}`)).length, 0)
    const [newest] = await list('limit=1')
    const since = encodeURIComponent(newest.created_at)
    for (const more of ['', '&state=pending', '&channel=whatsapp', '&template=registration_received']) {
      t.same(idsOf(await list(`created_from=${since}${more}`)), [newest.id], more)
      t.equal(idsOf(await list(`created_to=${since}${more}`)).includes(newest.id), false, more)
    }
    t.same(await list(`created_from=${since}&created_to=${since}`), [])
    t.equal((await list('created_from=2020-01-01T00:00:00Z&reason=attempts_spent')).length, 1)
    t.equal((await list('created_to=2020-01-01T00:00:00Z&error_code=131026')).length, 0)
  })

  await t.test('a page of several states, goes on with the states in any order', async (t) => {
    const { json } = await api.admin.get('/v1/deliveries?limit=3&state=failed&state=pending')
    const next = `limit=3&state=pending&state=failed&cursor=${String(json['next_cursor'])}`
    t.equal((await list(next)).length, 2)
  })

  await t.test('an item shows the name, the words as sent and the date of the duty', async (t) => {
    const [item] = await list('state=failed')
    t.match(item, { full_name: 'Ahmed Ali', duty_date: dateIn(10) })
    t.match(item.text, /^Assalamu Alaikum Ahmed Ali,\nYou have been assigned duty on .* for Fajar Azaan\.$/)
    const [other] = await list('template=registration_received&limit=1')
    t.match(other, { full_name: 'Fatima Ali', duty_date: null, text: /^Hello Fatima Ali,/ })
    const { json } = await api.admin.get(`/v1/deliveries/${item.id}`)
    t.match(json, { full_name: item.full_name, text: item.text, duty_date: item.duty_date })
  })

  await t.test('an item shows state, recipient and the last error', async (t) => {
    const [item] = await list('state=failed')
    t.match(item, {
      registration_id,
      state: 'failed',
      reason: 'attempts_spent',
      channel: 'whatsapp',
      template: 'duty_allotment_confirmed',
      recipient: '+919876543210',
      attempts: 2,
      possible_duplicate: false,
      provider_message_id: null,
      last_error: {
        code: '131026',
        text: 'Message undeliverable',
        action: 'Contact the person another way, or correct the phone number.',
      },
      created_at: /Z$/,
      failed_at: /Z$/,
      read_at: null,
    })
    t.equal((await list('state=pending'))[0].last_error, null)
  })

  await t.test('a refused e-mail, the last error has an action', async (t) => {
    const [item] = await list('channel=email')
    const actionFor = async (code: string, text: string) => {
      await api.pool.query(`update deliveries set last_error_code = $2, last_error_text = $3 where id = $1`, [
        item.id,
        code,
        text,
      ])
      const { json } = await api.admin.get(`/v1/deliveries/${item.id}`)
      return Object(json['last_error']).action
    }
    const refused = "Can't send mail - all recipients were rejected"
    t.match(await actionFor('550', `${refused}: 550 5.1.1 user unknown`), /correct the e-mail address/)
    t.match(await actionFor('550', 'Message failed: 550 5.4.5 Daily sending limit'), /Raise the limit/)
    t.match(await actionFor('550', 'Mail command failed: 550 5.1.1 user unknown'), /EMAIL_FROM/)
    t.match(await actionFor('451', `${refused}: 451 4.3.0 later`), /retried automatically/)
    t.match(await actionFor('552', 'Message failed: 552 5.3.4 too large'), /refuses this message/)
    t.match(await actionFor('ECONNREFUSED', 'connect ECONNREFUSED'), /SMTP_URL can be reached/)
    t.equal(await actionFor('message', 'A parameter is missing.'), null)
  })

  await t.test('one by its id, adds its attempts and the states it came to, oldest first', async (t) => {
    const [item] = await list('state=failed')
    const { status, json } = await api.admin.get(`/v1/deliveries/${item.id}`)
    t.equal(status, 200)
    t.match(json, {
      ...item,
      duty_assignment_ids: [duty_assignment_id],
      attempt_log: [
        { number: 1, outcome: 'refused', http_status: 400, provider_code: '131026', finished_at: String },
        { number: 2 },
      ],
      events: [{ state: 'pending' }, { state: 'sending' }, { state: 'accepted' }, { state: 'failed' }],
    })
  })

  await t.test('accepted at the first attempt, its attempt is the same with and without a row', async (t) => {
    const [item] = await list('channel=email')
    await api.pool.query(
      `update deliveries set state = 'delivered', attempts = 1, sending_at = created_at, accepted_at = created_at + interval '1 s',
        delivered_at = created_at + interval '2 s', trace_id = 'trace', provider_message_id = '<a@example.org>' where id = $1`,
      [item.id],
    )
    const { json: carried } = await api.admin.get(`/v1/deliveries/${item.id}`)
    t.match(carried['attempt_log'], [
      { number: 1, outcome: 'accepted', finished_at: String, trace_id: 'trace', delivered_at: String },
    ])
    await api.pool.query('select store_carried_attempts(array[$1]::uuid[])', [item.id])
    const { json: stored } = await api.admin.get(`/v1/deliveries/${item.id}`)
    t.same(stored, carried)
  })

  await t.test('pages, follow each other', async (t) => {
    const first = await api.admin.get('/v1/deliveries?limit=3')
    const second = await api.admin.get(`/v1/deliveries?limit=3&cursor=${String(first.json['next_cursor'])}`)
    t.match(second.json, { next_cursor: null })
    t.equal((await list('limit=3')).length + Object(second.json['items']).length, 5)
  })

  await t.test('an unknown id, 404', async (t) => {
    const answer = await api.admin.get(`/v1/deliveries/${NOBODY}`)
    t.match(answer, { status: 404, json: { code: 'delivery_not_found' } })
  })

  for (const query of [
    'state=flying',
    'channel=pigeon',
    'template=x',
    'error_code=%00',
    'registration_id=x',
    'state=failed&state=flying',
    'reason=%00',
    'duty_date=2026-02-30',
    'created_from=yesterday',
    'created_to=2026-13-01T00:00:00Z',
  ]) {
    await t.test(`${query}, is refused and named`, async (t) => {
      t.match(await api.admin.get(`/v1/deliveries?${query}`), {
        status: 400,
        json: { errors: [{ pointer: new RegExp(`^/${query.split('=')[0]}`) }] },
      })
    })
  }

  await t.test('of a day of many duties, each channel shows the words that it got', async (t) => {
    const person = await registeredId(api, { full_name: 'Bilal Ali', phone_number: '98765 43212' })
    const items = Array.from({ length: 15 }, (_, n) => ({
      registration_id: person,
      duty_date: dateIn(12),
      duty_time: `${String(n + 1).padStart(2, '0')} Fajar Azaan at the eastern gate, with the children`,
    }))
    t.match(await api.admin.post('/v1/duty-assignments/batch', { items }), { status: 200 })
    const [words] = await list(`registration_id=${person}&duty_date=${dateIn(12)}&channel=whatsapp`)
    t.match(words.text, /, with the children and \d+ more\.$/)
    t.ok(words.text.length <= 1_024)
    const [mail] = await list(`registration_id=${person}&duty_date=${dateIn(12)}&channel=email`)
    t.match(mail.text, `${items.map(({ duty_time }) => duty_time).join(', ')}.`)
  })
})

function idsOf(items: readonly { id: string }[]): string[] {
  return items.map(({ id }) => id)
}
