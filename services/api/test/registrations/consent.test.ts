import { test } from 'tap'
import { erase } from '../erasure/support.ts'
import { registeredId, startApi } from '../start-api.ts'

const WORDS = 'Tell me of my duties by WhatsApp.'

void test('consent', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
  })
  const consentOf = async (id: string) => (await api.admin.get(`/v1/registrations/${id}`)).json['consent']
  const change = (id: string, body: object) => api.admin.patch(`/v1/registrations/${id}`, body)

  await t.test('a registration with source and words, keeps them with the time', async (t) => {
    const id = await registeredId(api, { consent: { source: ' sign-up  form 2026', words: WORDS } })
    t.match(await consentOf(id), {
      at: /^\d{4}-.*Z$/,
      source: 'sign-up form 2026',
      words: WORDS,
      withdrawn_at: null,
    })
  })

  await t.test('a registration without consent fields records consent by the form', async (t) => {
    t.match(await consentOf(await registeredId(api)), { source: 'registration_form', words: null })
  })

  await t.test('no opt-in, no consent; one for it is refused', async (t) => {
    t.equal(await consentOf(await registeredId(api, { whatsapp_opt_in: false })), null)
    t.match(await api.register({ full_name: 'Farah', whatsapp_opt_in: false, consent: { words: WORDS } }), {
      status: 400,
      json: { errors: [{ pointer: '/consent' }] },
    })
  })

  await t.test('consent withdrawn and given again, the last one counts and is audited', async (t) => {
    const id = await registeredId(api, { consent: { words: WORDS } })
    await change(id, { whatsapp_opt_in: false })
    t.match(await consentOf(id), { words: WORDS, withdrawn_at: /Z$/ })
    t.match(await change(id, { consent: { words: WORDS } }), {
      status: 400,
      json: { errors: [{ pointer: '/consent' }] },
    })
    await change(id, { whatsapp_opt_in: true })
    t.match(await consentOf(id), { source: 'admin', words: null, withdrawn_at: null })
    t.match(await change(id, { consent: { source: 'a call', words: 'Yes, please.' } }), {
      status: 200,
      json: { version: 4 },
    })
    t.match(await consentOf(id), { source: 'a call', words: 'Yes, please.', withdrawn_at: null })
    const { json } = await api.admin.get(`/v1/audit-log?action=registration.changed&subject_id=${id}`)
    t.match(json['items'], [{ details: { fields: ['consent'], version: 4 } }])
    t.notMatch(JSON.stringify(json), /please|a call/)
  })

  await t.test('too long, or another field, is refused and named', async (t) => {
    for (const [consent, pointer] of [
      [{ words: 'w'.repeat(1_001) }, '/consent/words'],
      [{ source: 's'.repeat(101) }, '/consent/source'],
      [{ time: 'now' }, '/consent/time'],
    ] as const) {
      t.match(await api.register({ consent }), { status: 400, json: { errors: [{ pointer }] } })
    }
    t.equal((await api.register({ consent: { words: `\0${'w'.repeat(1_000)}` } })).status, 201)
  })

  await t.test('the person is erased, source and words go and the times stay', async (t) => {
    const id = await registeredId(api, { consent: { source: 'list', words: WORDS } })
    await erase(api, id)
    const { rows } = await api.pool.query(
      'select consent_source, consent_words, consent_at is not null as was_given from registrations',
    )
    t.same(rows, [{ consent_source: null, consent_words: null, was_given: true }])
  })
})
