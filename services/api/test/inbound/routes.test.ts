import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import { makeKey } from '../keys/make-key.ts'
import { type Api, registeredId, startApi } from '../start-api.ts'

const PHONE = '+919876543210'

/** In the order of the messages: ids of one millisecond have none. */
const IDS = Array.from({ length: 3 }, () => randomUUIDv7()).toSorted()

void test('inbound messages', async (t) => {
  const api = await startApi(t)
  const id = await registeredId(api)
  await add(api, { phone_number: PHONE, text: 'I cannot come', written_at: '2026-01-01T00:00:01Z' })
  await add(api, { phone_number: '+919876500000', text: 'STOP', preference: 'stop', effect: 'suppressed' })
  await add(api, {
    phone_number: null,
    user_id: 'IN.9',
    text: 'START',
    preference: 'start',
    effect: 'not_attributed',
  })
  const list = async (query = '') => {
    const { status, json } = await api.admin.get(`/v1/inbound-messages${query}`)
    t.equal(status, 200)
    return json['items']
  }

  await t.test('all are listed, strangers included, the newest first', async (t) => {
    t.match(await list(), [
      { from: 'IN.9', registration_id: null, full_name: null, effect: 'not_attributed' },
      { from: '+919876500000', registration_id: null, preference: 'stop', effect: 'suppressed' },
      {
        from: PHONE,
        registration_id: id,
        full_name: 'Ahmed Ali',
        type: 'text',
        text: 'I cannot come',
        preference: null,
        delivery_id: null,
        written_at: '2026-01-01T00:00:01Z',
      },
    ])
  })

  await t.test('the filters narrow the list', async (t) => {
    t.match(await list('?preference=stop'), [{ text: 'STOP' }])
    t.match(await list('?registered=true'), [{ text: 'I cannot come' }])
    t.match(await list('?registered=false&sort=created_at'), [{ text: 'STOP' }, { text: 'START' }])
    t.same(await list('?since=2099-01-01T00:00:00Z'), [])
    t.match(await api.admin.get('/v1/inbound-messages?since=yesterday'), { status: 400 })
  })

  await t.test('without the scope pii, numbers are masked and names are shown', async (t) => {
    const { secret } = await makeKey(api.db, ['registrations'])
    const headers = { authorization: `Bearer ${secret}` }
    const answer = await api.call({ url: '/v1/inbound-messages?registered=true', headers })
    t.match(answer.json['items'], [{ from: '91******3210', full_name: 'Ahmed Ali' }])
    t.notMatch(answer.text, /9876543210/)
  })
})

async function add(
  api: Api,
  message: {
    phone_number: string | null
    text: string
    user_id?: string
    preference?: string
    effect?: string
    written_at?: string
  },
): Promise<void> {
  const id = IDS.shift() ?? ''
  await api.db
    .insertInto('inbound_messages')
    .values({ id, provider_message_id: id, type: 'text', written_at: '2026-01-01T00:00:00Z', ...message })
    .execute()
}
