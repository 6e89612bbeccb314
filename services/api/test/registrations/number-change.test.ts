import { test } from 'tap'
import { type Api, deliveriesOf, registeredId, startApi } from '../start-api.ts'

const OLD = '+919876543210'
const NEW = '+919876543299'

void test('number-change', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
  })

  await t.test('none was reported: null, and keeping the number is refused', async (t) => {
    const id = await registeredId(api)
    t.equal((await read(api, id))['number_change'], null)
    t.match(await keep(api, id), { status: 409, json: { code: 'number_change_not_found' } })
  })

  await t.test('PATCH with the new number decides, and the held messages go there', async (t) => {
    const id = await changedNumber(api)
    t.match(await read(api, id), {
      number_change: { new_phone_number: NEW, at: '2026-01-01T00:00:00Z', decided_at: null },
    })
    t.match(await api.admin.patch(`/v1/registrations/${id}`, { phone_number: NEW }), { status: 200 })
    t.match(await read(api, id), { phone_number: NEW, number_change: { decided_at: /^20/ } })
    t.match(await deliveriesOf(api), [
      { channel: 'whatsapp', recipient: NEW, state: 'pending', reason: null },
      { channel: 'email', state: 'pending' },
    ])
    t.match((await audit(api, id))[0], {
      action: 'registration.changed',
      details: { number_change: 'decided' },
    })
  })

  await t.test(
    'the number is kept: the held messages go to it, and a repetition changes nothing',
    async (t) => {
      const id = await changedNumber(api)
      t.match(await keep(api, id), { status: 200, json: { phone_number: OLD } })
      t.match(await keep(api, id), { status: 200, json: { number_change: { decided_at: /^20/ } } })
      t.match(await deliveriesOf(api), [
        { recipient: OLD, state: 'pending', reason: null },
        { channel: 'email' },
      ])
      t.same(
        (await audit(api, id)).map(({ action }) => action),
        ['registration.number_kept'],
      )
    },
  )

  await t.test(
    'a change of other fields or to the same number leaves the number change undecided',
    async (t) => {
      const id = await changedNumber(api)
      await api.admin.patch(`/v1/registrations/${id}`, { phone_number: OLD, email: 'new@example.org' })
      t.match(await read(api, id), { number_change: { decided_at: null } })
      t.match((await deliveriesOf(api))[0], { state: 'held', reason: 'number_changed' })
    },
  )

  await t.test('one of two people of the number decides, the other one stays held', async (t) => {
    const brother = await registeredId(api, { full_name: 'Bilal Ali', email: null })
    const id = await changedNumber(api)
    t.match(await keep(api, id), { status: 200 })
    t.match(await read(api, brother), { number_change: { decided_at: null } })
    t.match(await deliveriesOf(api), [
      { state: 'held', reason: 'number_changed' },
      { state: 'pending' },
      { channel: 'email' },
    ])
  })

  await t.test('the new number is registered under the same name: 409', async (t) => {
    await registeredId(api, { phone_number: NEW, email: null })
    const id = await changedNumber(api)
    const answer = await api.admin.patch(`/v1/registrations/${id}`, { phone_number: NEW })
    t.match(answer, {
      status: 409,
      json: { code: 'registration_exists', detail: /Another registration .* erase one of the two/ },
    })
    t.match(await read(api, id), { phone_number: OLD, number_change: { decided_at: null } })
  })

  await t.test('a retry by hand is refused until the change is decided', async (t) => {
    await changedNumber(api)
    const [held] = await deliveriesOf(api)
    const answer = await api.admin.post(`/v1/deliveries/${held?.id}/retry`, {})
    t.match(answer, { status: 409, json: { code: 'number_changed' } })
  })

  await t.test('anything else than keep: true is refused', async (t) => {
    const id = await changedNumber(api)
    const answer = await api.admin.post(`/v1/registrations/${id}/number-change`, { keep: false })
    t.match(answer, { status: 400, json: { errors: [{ pointer: '/keep', detail: 'Give true.' }] } })
  })
})

/** A person whose new number WhatsApp reported, and whose message a claim has held. */
async function changedNumber(api: Api): Promise<string> {
  const id = await registeredId(api)
  await api.pool.query(`select store_number_change($1, $2, 'wamid.change', '2026-01-01T00:00:00Z')`, [
    OLD,
    NEW,
  ])
  await api.pool.query(`select claim_deliveries('whatsapp', 10, '60 s', '35 s', 1000)`)
  return id
}

async function read(api: Api, id: string): Promise<Record<string, unknown>> {
  return (await api.admin.get(`/v1/registrations/${id}`)).json
}

function keep(api: Api, id: string) {
  return api.admin.post(`/v1/registrations/${id}/number-change`, { keep: true })
}

async function audit(api: Api, id: string) {
  return api.db
    .selectFrom('audit_log')
    .select(['action', 'details'])
    .where('subject_id', '=', id)
    .where('action', 'in', ['registration.changed', 'registration.number_kept'])
    .orderBy('id')
    .execute()
}
