import { test } from 'tap'
import { request } from 'undici'
import type { Simulator } from '../../src/simulator.ts'
import { bodyOf, get, post, receive, simulate, statusesOf, templateMessage } from '../fixture.ts'

async function call(simulator: Simulator, method: 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown) {
  const answer = await request(`${simulator.url}${path}`, {
    method,
    reset: true,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return { status: answer.statusCode, text: await answer.body.text() }
}

test('control: behaviour, is set, read and removed over HTTP', async (t) => {
  const simulator = await simulate(t)
  const behaviour = { messages: [{ answer: { kind: 'error', code: 131000 } }] }
  t.equal((await call(simulator, 'PUT', '/_control/behaviour', behaviour)).status, 200)
  t.strictSame((await get(simulator, '/_control/behaviour')).json(), behaviour)
  t.equal((await post(simulator, templateMessage())).status, 500)
  t.equal((await call(simulator, 'DELETE', '/_control/behaviour')).status, 204)
  t.equal((await post(simulator, templateMessage())).status, 200)
})

test('control: behaviour that is misspelt, is refused', async (t) => {
  const simulator = await simulate(t)
  const { status, text } = await call(simulator, 'PUT', '/_control/behaviour', { mesages: [] })
  t.equal(status, 400)
  t.match(text, /additional properties/)
})

test('control: messages, are listed newest first, by recipient, and emptied', async (t) => {
  const simulator = await simulate(t)
  await post(simulator, templateMessage({ to: '+919876543211' }))
  await post(simulator, templateMessage({ to: '+919876543212' }))
  const listed = await get(simulator, '/_control/messages?limit=1')
  t.match(listed.json(), { totals: { messages_taken: 2 }, items: [{ wa_id: '919876543212' }] })
  const one = await get(simulator, '/_control/messages?to=%2B919876543211')
  t.match(one.json(), { items: [{ wa_id: '919876543211' }] })
  t.equal((await call(simulator, 'DELETE', '/_control/messages')).status, 204)
  t.equal(simulator.messages.length, 0)
})

test('control: an inbound text, goes to the receiver', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t)
  await call(simulator, 'PUT', '/_control/webhook', { url })
  t.equal(
    (await call(simulator, 'POST', '/_control/inbound', { from: '+919876543210', text: 'STOP' })).status,
    202,
  )
  await simulator.waitForCallbacks()
  t.match(String(received[0]?.bytes), /"body":"STOP"/)
})

test('control: an unknown template, is named in a 404', async (t) => {
  const simulator = await simulate(t)
  const { status, text } = await call(simulator, 'PUT', '/_control/templates/nope', { status: 'PAUSED' })
  t.equal(status, 404)
  t.match(text, /nope/)
})

test('control: an optional template, is not in the account until it is approved, nor after it is deleted', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, { webhook_url: url })
  const template = { name: 'duty_cancelled', components: [bodyOf('Ahmed', '15 March 2026', 'Fajar')] }
  const send = async () => {
    const { status, json } = await post(simulator, templateMessage({}, template))
    return { status, code: json()['error']?.['code'] }
  }
  const set = (status: string) => call(simulator, 'PUT', '/_control/templates/duty_cancelled', { status })
  const listed = async () => {
    const path = `/v25.0/${simulator.business_account_id}/message_templates?name=duty_cancelled`
    return (await get(simulator, path)).json()['data']
  }
  t.strictSame(await listed(), [])
  t.match(await send(), { status: 404, code: 132001 })
  t.match(await set('APPROVED'), { status: 200, text: '{"changed":1}' })
  t.match(await listed(), [{ name: 'duty_cancelled', status: 'APPROVED', category: 'UTILITY' }])
  t.match(await send(), { status: 200 })
  await set('DELETED')
  t.strictSame(await listed(), [])
  t.match(await send(), { status: 404, code: 132001 })
  await simulator.waitForCallbacks()
  const events = received.map(({ body }) => JSON.parse(body).entry[0].changes[0].value)
  t.match(
    events.filter(({ event }) => event !== undefined),
    [
      { event: 'APPROVED', message_template_name: 'duty_cancelled', message_template_language: 'en' },
      { event: 'DELETED', message_template_name: 'duty_cancelled', message_template_language: 'en' },
    ],
  )
})

test('control: a changed template, is listed and refused as Meta does, without a webhook', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, { webhook_url: url })
  const change = (facts: object) => call(simulator, 'PUT', '/_control/templates/registration_received', facts)
  const refused = async () => (await post(simulator, templateMessage())).json()['error']
  t.equal((await change({})).status, 400)
  await change({ body: 'Hello {{1}} of {{2}}.', category: 'MARKETING', time_to_live_seconds: 60 })
  t.match(await refused(), { code: 132000 })
  await change({ parameter_format: 'NAMED' })
  t.match(await refused(), { code: 100, error_data: { details: 'Parameter name is missing or empty' } })
  await change({ new_name: 'welcome' })
  t.match(await refused(), { code: 132001 })
  const { json } = await get(
    simulator,
    `/v25.0/${simulator.business_account_id}/message_templates?name=welcome&fields=category,message_send_ttl_seconds,parameter_format`,
  )
  t.match(json()['data'], [
    { category: 'MARKETING', message_send_ttl_seconds: 60, parameter_format: 'NAMED' },
  ])
  t.equal(received.length, 0)
})

test('control: the page, comes with a policy that blocks other origins', async (t) => {
  const simulator = await simulate(t)
  const page = await get(simulator, '/')
  t.equal(page.status, 200)
  t.match(page.headers['content-security-policy'], /default-src 'none'/)
  t.notMatch(page.text, /https?:/)
})

test('control: the event stream, starts with a snapshot and continues with changes', async (t) => {
  const simulator = await simulate(t, { behaviour: { callbacks: { statuses: [] } } })
  await post(simulator, templateMessage())
  const { body } = await request(`${simulator.url}/_control/events`)
  t.teardown(() => body.destroy())
  body.on('error', () => undefined)
  let heard = ''
  for await (const chunk of body) {
    heard += String(chunk)
    if (
      heard.includes('event: snapshot') &&
      !heard.includes('event: changes') &&
      simulator.messages.length === 1
    ) {
      await post(simulator, templateMessage())
    }
    if (heard.includes('event: changes')) break
  }
  t.match(heard, /event: snapshot\ndata: .*"number":1/)
  t.match(heard, /event: changes\ndata: .*"number":2/)
})

test('control: a phone, is switched off and on, hides its number, and gets another one', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, { webhook_url: url, behaviour: { callbacks: { after_ms: [0] } } })
  const change = (body: object) => call(simulator, 'PUT', '/_control/phones/+919876543210', body)
  const statuses = () => statusesOf(received).map(({ status }) => status)
  await change({ is_off: true })
  await post(simulator, templateMessage())
  await simulator.waitForCallbacks()
  t.strictSame(statuses(), ['sent'])
  await change({ is_off: false, hides_number: true })
  await simulator.waitForCallbacks()
  t.strictSame(statuses(), ['sent', 'delivered', 'read'])
  t.match(statusesOf(received).at(-1), { recipient_user_id: /^IN\.\w+$/, recipient_id: undefined })

  await call(simulator, 'POST', '/_control/inbound', { from: '+919876543210', text: 'STOP' })
  await simulator.waitForCallbacks()
  t.match(String(received.at(-1)?.bytes), /"from_user_id":"IN\./)
  t.notMatch(String(received.at(-1)?.bytes), '919876543210"')

  await change({ new_number: '+91 98765 43299' })
  await simulator.waitForCallbacks()
  t.match(JSON.parse(String(received.at(-1)?.bytes)), {
    entry: [
      {
        changes: [
          {
            value: {
              messages: [{ type: 'system', system: { type: 'user_changed_number', wa_id: '919876543299' } }],
            },
          },
        ],
      },
    ],
  })
  await post(simulator, templateMessage())
  await simulator.waitForCallbacks()
  t.match(statusesOf(received).at(-1), { status: 'failed', errors: [{ code: 131026 }] })
  t.match((await get(simulator, '/_control/phones')).json(), {
    items: [{ wa_id: '919876543210', new_wa_id: '919876543299' }],
  })
  t.equal((await change({ new_number: 'x' })).status, 400)
})

test('control: a search, finds words and numbers in all that is kept, and counts them', async (t) => {
  const simulator = await simulate(t)
  for (const last of ['1', '2']) await post(simulator, templateMessage({ to: `+91987654321${last}` }))
  await call(simulator, 'POST', '/_control/inbound', { from: '+919876543211', text: 'Which gate?' })
  const found = async (words: string) =>
    (await get(simulator, `/_control/search?words=${encodeURIComponent(words)}`)).json()
  t.match(await found('98765 43211'), {
    matching: 2,
    messages: [{ to: '919876543211' }],
    replies: [{ text: 'Which gate?' }],
    mails: [],
  })
  t.match(await found('GATE'), { matching: 1, messages: [] })
  t.match(await found('ahmed'), { matching: 2 })
  t.match(await found('(nothing)'), { matching: 0 })
})
