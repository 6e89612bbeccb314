import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import { type Api, registeredId, startApi } from '../start-api.ts'

const PHONE = '+919876543210'

void test('read-registration', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api)
  const brother = await registeredId(api, { full_name: 'Bilal Ali' })
  const other = await registeredId(api, { full_name: 'Farah', phone_number: '98765 43211' })

  await t.test('nothing is known of the number, `null`', async (t) => {
    const { status, json } = await api.admin.get(`/v1/registrations/${id}`)
    t.equal(status, 200)
    t.match(json, { id, full_name: 'Ahmed Ali', phone_number: PHONE })
    t.same(json['suppression'], { whatsapp: null, whatsapp_marketing: null, email: null })
    t.same(json['inbound_messages'], [])
  })

  await t.test(
    'suppressed by STOP, says since when and by what, for everyone under the number',
    async (t) => {
      const at = '2026-01-01T00:00:05Z'
      await api.db
        .insertInto('recipients')
        .values({
          channel: 'whatsapp',
          address: PHONE,
          suppressed_at: at,
          suppressed_by: 'stop_message',
          marketing_suppressed_at: at,
          marketing_suppressed_by: '131050',
        })
        .execute()
      for (const person of [id, brother]) {
        t.same((await api.admin.get(`/v1/registrations/${person}`)).json['suppression'], {
          whatsapp: { since: at, by: 'stop_message' },
          whatsapp_marketing: { since: at, by: '131050' },
          email: null,
        })
      }
      t.match((await api.admin.get(`/v1/registrations/${other}`)).json, { suppression: { whatsapp: null } })
    },
  )

  await t.test('a suppressed address is shown for this address only', async (t) => {
    const at = '2026-01-02T00:00:00Z'
    const suppressed = { suppressed_at: at, suppressed_by: 'unsubscribe' }
    await api.db
      .insertInto('recipients')
      .values({ channel: 'email', address: 'farah@example.org', ...suppressed })
      .execute()
    const farah = await registeredId(api, { full_name: 'Farah Ali', email: 'farah@example.org' })
    t.match((await api.admin.get(`/v1/registrations/${farah}`)).json, {
      suppression: { email: { since: at, by: 'unsubscribe' } },
    })
    t.match((await api.admin.get(`/v1/registrations/${other}`)).json, { suppression: { email: null } })
  })

  await t.test('what came from the number, the newest 50 first', async (t) => {
    for (let second = 0; second < 51; second += 1) await insertInbound(api, second)
    const { json } = await api.admin.get(`/v1/registrations/${id}`)
    const messages = json['inbound_messages']
    t.match(messages, [
      {
        type: 'text',
        text: 'Message 50',
        preference: null,
        delivery_id: null,
        written_at: '2026-01-01T00:00:50Z',
      },
      { text: 'Message 49' },
    ])
    t.equal(Array.isArray(messages) && messages.length, 50)
    t.same((await api.admin.get(`/v1/registrations/${other}`)).json['inbound_messages'], [])
  })

  await t.test('a list carries none of it', async (t) => {
    const { text } = await api.admin.get('/v1/registrations')
    t.notMatch(text, /inbound_messages|suppression/)
  })
})

async function insertInbound(api: Api, second: number): Promise<void> {
  const written_at = `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`
  const text = `Message ${second}`
  await api.db
    .insertInto('inbound_messages')
    .values({
      id: randomUUIDv7(),
      provider_message_id: text,
      phone_number: PHONE,
      type: 'text',
      text,
      written_at,
    })
    .execute()
}
