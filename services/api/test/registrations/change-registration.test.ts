import { test } from 'tap'
import { deliveriesOf, lockAwaited, registeredId, startApi } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

void test('change-registration', async (t) => {
  const api = await startApi(t)
  t.beforeEach(async () => {
    await api.pool.query('truncate registrations, outbox, deliveries, attempts cascade')
  })

  await t.test('a corrected phone number and address get the unsent messages', async (t) => {
    const id = await registeredId(api)
    const { status, json } = await api.admin.patch(`/v1/registrations/${id}`, {
      phone_number: '98765 43211',
      email: 'new@example.org',
    })
    t.equal(status, 200)
    t.match(json, {
      phone_number: '+919876543211',
      email: 'new@example.org',
      full_name: 'Ahmed Ali',
      version: 2,
    })
    t.match(await deliveriesOf(api), [
      { recipient: '+919876543211', state: 'pending' },
      { recipient: 'new@example.org', state: 'pending' },
    ])
  })

  await t.test('a message in flight keeps its address', async (t) => {
    const id = await registeredId(api)
    await api.pool.query(`update deliveries set state = 'sending' where channel = 'whatsapp'`)
    await api.admin.patch(`/v1/registrations/${id}`, { phone_number: '98765 43211' })
    t.match(await deliveriesOf(api), [{ recipient: '+919876543210', state: 'sending' }, { channel: 'email' }])
  })

  await t.test('an opt-out, withdraws WhatsApp and leaves e-mail', async (t) => {
    const id = await registeredId(api)
    t.match((await api.admin.patch(`/v1/registrations/${id}`, { whatsapp_opt_in: false })).json, {
      version: 2,
    })
    t.match(await deliveriesOf(api), [
      { channel: 'whatsapp', state: 'cancelled', reason: 'opted_out', withdrawn: true },
      { channel: 'email', state: 'pending', withdrawn: false },
    ])
  })

  await t.test('a removed address, withdraws e-mail and leaves WhatsApp', async (t) => {
    const id = await registeredId(api)
    t.match((await api.admin.patch(`/v1/registrations/${id}`, { email: null })).json, { email: null })
    t.match(await deliveriesOf(api), [
      { channel: 'whatsapp', state: 'pending' },
      { channel: 'email', state: 'cancelled', reason: 'address_removed' },
    ])
  })

  await t.test('the same values, are no new version', async (t) => {
    const id = await registeredId(api)
    const same = { full_name: ' Ahmed  Ali', phone_number: '+919876543210', email: 'ahmed@example.org' }
    t.match(await api.admin.patch(`/v1/registrations/${id}`, same), { status: 200, json: { version: 1 } })
  })

  await t.test("another's phone number and name, is refused", async (t) => {
    await registeredId(api)
    const id = await registeredId(api, { full_name: 'Fatima Ali' })
    const answer = await api.admin.patch(`/v1/registrations/${id}`, { full_name: 'ahmed ali' })
    t.match(answer, { status: 409, json: { code: 'registration_exists' } })
  })

  await t.test('no fields, or invalid fields, are refused and change nothing', async (t) => {
    const id = await registeredId(api)
    t.match(await api.admin.patch(`/v1/registrations/${id}`, {}), { status: 400 })
    t.match(await api.admin.patch(`/v1/registrations/${id}`, { status: 'erased' }), {
      status: 400,
      json: { errors: [{ pointer: '/status' }] },
    })
    t.match(await api.admin.patch(`/v1/registrations/${id}`, { email: 'x', full_name: 'New' }), {
      status: 400,
      json: { errors: [{ pointer: '/email' }] },
    })
    t.match((await api.admin.get(`/v1/registrations/${id}`)).json, { full_name: 'Ahmed Ali', version: 1 })
  })

  await t.test('an unknown id, 404', async (t) => {
    const answer = await api.admin.patch(`/v1/registrations/${NOBODY}`, { email: null })
    t.match(answer, { status: 404, json: { code: 'registration_not_found' } })
  })

  await t.test('a deadlock is lost, is tried again', async (t) => {
    const id = await registeredId(api)
    const other = await api.pool.connect()
    t.teardown(() => other.release())
    // The other transaction holds the delivery and wants the registration, which the change holds while it waits.
    await other.query('begin')
    await other.query(`update deliveries set state = state where channel = 'whatsapp'`)
    const change = api.admin.patch(`/v1/registrations/${id}`, { whatsapp_opt_in: false })
    await lockAwaited(api)
    await other.query(`set local deadlock_timeout = '10s'`)
    await other.query('update registrations set language = language where id = $1', [id])
    await other.query('commit')
    t.match(await change, { status: 200, json: { whatsapp_opt_in: false, version: 2 } })
  })
})
