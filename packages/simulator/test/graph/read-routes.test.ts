import { test } from 'tap'
import { TEMPLATE_NAMES, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { get, post, simulate, templateMessage } from '../fixture.ts'

const REQUIRED = TEMPLATE_NAMES.filter((name) => !TEMPLATES[name].optional)
const OF_DUTIES = REQUIRED.filter((name) => name.includes('duty'))

test('read-routes: templates, come page by page until there is no next', async (t) => {
  const simulator = await simulate(t, { languages: ['en', 'en_US'] })
  const rows: string[] = []
  let path: string | undefined =
    `/v25.0/${simulator.business_account_id}/message_templates?limit=4&fields=name,language`
  let pages = 0
  while (path !== undefined) {
    const { json } = await get(simulator, path)
    const page = json()
    const data: unknown = page['data']
    if (Array.isArray(data)) rows.push(...data.map(({ name, language }) => `${name} ${language}`))
    const next: unknown = page['paging']?.['next']
    path = typeof next === 'string' ? next.slice(simulator.url.length) : undefined
    pages += 1
  }
  t.equal(pages, Math.ceil(REQUIRED.length / 2))
  t.equal(new Set(rows).size, 2 * REQUIRED.length)
})

test('read-routes: filters, narrow the templates', async (t) => {
  const simulator = await simulate(t, { languages: ['en', 'en_US'] })
  simulator.changeTemplate({ name: 'duty_reminder_tomorrow', status: 'PAUSED', language: 'en' })
  const names = async (query: string) => {
    const { json } = await get(
      simulator,
      `/v25.0/${simulator.business_account_id}/message_templates?${query}`,
    )
    const data: unknown = json()['data']
    return Array.isArray(data) ? data.map(({ name, language }) => `${name} ${language}`) : []
  }
  t.strictSame(await names('status=PAUSED'), ['duty_reminder_tomorrow en'])
  t.equal((await names('name=duty&language=en_US')).length, OF_DUTIES.length)
  t.equal((await names('status=APPROVED,PAUSED')).length, 2 * REQUIRED.length)
})

test('read-routes: a stale cursor, is refused', async (t) => {
  const simulator = await simulate(t)
  const { json } = await get(simulator, `/v25.0/${simulator.business_account_id}/message_templates?after=old`)
  t.equal(json()['error']?.['code'], 131059)
})

test('read-routes: health and status, follow the behaviour', async (t) => {
  const simulator = await simulate(t, {
    behaviour: { account: { health: 'BLOCKED', phone_status: 'FLAGGED' } },
  })
  const phone = await get(simulator, `/v25.0/${simulator.phone_number_id}?fields=status,health_status`)
  t.match(phone.json(), {
    id: simulator.phone_number_id,
    status: 'FLAGGED',
    health_status: { can_send_message: 'BLOCKED' },
  })
  const account = await get(simulator, `/v25.0/${simulator.business_account_id}`)
  t.match(account.json(), { id: simulator.business_account_id, name: 'Dutybell' })
  const unknown = await get(simulator, '/v25.0/1')
  t.match(
    { status: unknown.status, ...unknown.json() },
    { status: 400, error: { code: 100, error_subcode: 33 } },
  )
})

test('read-routes: an outage of Graph, includes the reads with `on: all`', async (t) => {
  const simulator = await simulate(t, { behaviour: { messages: [{ on: 'all', answer: { kind: 'html' } }] } })
  t.equal((await get(simulator, `/v25.0/${simulator.phone_number_id}`)).status, 502)
})

test('read-routes: a token without a scope, may not read the account or send', async (t) => {
  const simulator = await simulate(t, { app_secret: 'secret', behaviour: { account: { scopes: [] } } })
  const { phone_number_id, business_account_id } = simulator
  for (const id of [phone_number_id, `${business_account_id}/message_templates`])
    t.match((await get(simulator, `/v25.0/${id}`)).json(), { error: { code: 200 } })
  t.match((await post(simulator, templateMessage())).json(), { error: { code: 10 } })
  t.match((await get(simulator, '/v25.0/debug_token?input_token=token')).json(), { data: { scopes: [] } })
})

test('read-routes: subscriptions of the app, are shown to its own token', async (t) => {
  const simulator = await simulate(t, { app_secret: 'secret', webhook_url: 'http://127.0.0.1:1/webhooks' })
  const subscriptions = (token: string) =>
    get(simulator, '/v25.0/300000000000001/subscriptions', `300000000000001|${token}`)
  t.match((await subscriptions('wrong')).json(), { error: { code: 190 } })
  t.match((await subscriptions('secret')).json(), {
    data: [
      { object: 'whatsapp_business_account', callback_url: 'http://127.0.0.1:1/webhooks', active: true },
    ],
  })
})
