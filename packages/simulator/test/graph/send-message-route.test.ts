import { test } from 'tap'
import { bodyOf, post, simulate, templateMessage } from '../fixture.ts'

test("send-message: a valid template message, is answered like Meta's 200", async (t) => {
  const simulator = await simulate(t)
  const { status, headers, json } = await post(simulator, templateMessage())

  t.equal(status, 200)
  t.strictSame(json().contacts, [{ input: '+919876543210', wa_id: '919876543210' }])
  const id = simulator.messages[0]?.wamid ?? ''
  t.match(json(), { messages: [{ id, message_status: 'accepted' }] })
  t.match(id, /^wamid\./)
  t.ok(Buffer.from(id.slice('wamid.'.length), 'base64').toString('latin1').includes('919876543210'))
  t.match(headers, { 'facebook-api-version': 'v25.0', 'x-fb-trace-id': /./, 'x-app-usage': /call_count/ })
  t.match(simulator.messages, [
    {
      taken: true,
      http_status: 200,
      wamid: id,
      template: 'registration_received',
      text: 'Hello Ahmed Ali,\nYour registration has been received successfully.',
      biz_opaque_callback_data: 'delivery:1',
    },
  ])
})

const THREE_LINES = bodyOf('Ahmed\nAli')

const REFUSED = [
  { why: 'an unknown template', body: templateMessage({}, { name: 'nope' }), status: 404, code: 132001 },
  {
    why: 'another language',
    body: templateMessage({}, { language: { code: 'en_US' } }),
    status: 404,
    code: 132001,
  },
  { why: 'too many parameters', body: templateMessage({}, { components: [bodyOf('a', 'b')] }), code: 132000 },
  { why: 'no parameters', body: templateMessage({}, { components: [] }), code: 132000 },
  { why: 'a new line', body: templateMessage({}, { components: [THREE_LINES] }), code: 132018 },
  { why: 'a tab', body: templateMessage({}, { components: [bodyOf('a\tb')] }), code: 132018 },
  { why: 'five spaces', body: templateMessage({}, { components: [bodyOf('a     b')] }), code: 132018 },
  { why: 'an empty text', body: templateMessage({}, { components: [bodyOf('')] }), code: 131008 },
  {
    why: 'a text too long',
    body: templateMessage({}, { components: [bodyOf('a'.repeat(1000))] }),
    code: 132005,
  },
  { why: 'an unknown key', body: templateMessage({}, { langauge: 1 }), code: 100 },
  { why: 'a bad number', body: templateMessage({ to: 'Ahmed' }), code: 131009 },
  { why: 'a number without plus sign', body: templateMessage({ to: '919876543210' }), code: 131009 },
  { why: 'the sender itself', body: templateMessage({ to: '+15550783881' }), code: 131021 },
  {
    why: 'opaque data too long',
    body: templateMessage({ biz_opaque_callback_data: 'x'.repeat(513) }),
    code: 100,
  },
  {
    why: 'a named parameter',
    body: templateMessage(
      {},
      { components: [{ type: 'body', parameters: [{ type: 'text', text: 'A', parameter_name: 'name' }] }] },
    ),
    code: 132012,
  },
  {
    why: 'a header',
    body: templateMessage({}, { components: [{ type: 'header', parameters: [] }] }),
    code: 132012,
  },
  { why: 'another type', body: { ...templateMessage(), type: 'text' }, code: 131051 },
  { why: 'broken JSON', body: '{"messaging_product":', code: 100 },
]

test('send-message: each invalid request, is refused with the code of Meta', async (t) => {
  const simulator = await simulate(t)
  for (const { why, body, status = 400, code } of REFUSED) {
    const answer = await post(simulator, body)
    t.match({ status: answer.status, error: answer.json()['error'] }, { status, error: { code } }, why)
  }
  t.equal(simulator.messages.length, REFUSED.length)
  t.ok(simulator.messages.every(({ taken }) => !taken))
})

test('send-message: four spaces and 1,024 characters, are accepted', async (t) => {
  const simulator = await simulate(t)
  const words = 'Hello ,\nYour registration has been received successfully.'.length
  const longest = 'a'.repeat(1024 - words)
  for (const text of ['a    b', longest]) {
    const { status } = await post(simulator, templateMessage({}, { components: [bodyOf(text)] }))
    t.equal(status, 200)
  }
})

test('send-message: a bad parameter before v23, is an invalid parameter', async (t) => {
  const simulator = await simulate(t)
  const body = templateMessage({}, { components: [THREE_LINES] })
  const { json } = await post(simulator, body, { version: 'v22.0' })
  t.equal(json()['error']?.['code'], 100)
})

test('send-message: access, is checked before anything else', async (t) => {
  const simulator = await simulate(t, { access_token: 'token' })
  const outcome = async (options: Parameters<typeof post>[2]) => {
    const { status, json } = await post(simulator, templateMessage(), options)
    return { status, ...json()['error'] }
  }
  t.match(await outcome({ token: 'wrong' }), { status: 401, code: 190 })
  t.match(await outcome({ token: null }), { status: 400, code: 104 })
  t.match(await outcome({ phone_number_id: '1' }), { status: 400, code: 100, error_subcode: 33 })
  t.match(await outcome({ version: 'latest' }), { status: 400, code: 2500 })
  simulator.behave({ account: { token_expired: true } })
  t.match(await outcome({}), { status: 401, code: 190, error_subcode: 463 })
})

test('send-message: an expired Graph version, is served by the oldest in service', async (t) => {
  const simulator = await simulate(t)
  const { status, headers } = await post(simulator, templateMessage(), { version: 'v18.0' })
  t.equal(status, 200)
  t.equal(headers['facebook-api-version'], 'v21.0')
})

test('send-message: a paused or disabled template, is refused until it is approved again', async (t) => {
  const simulator = await simulate(t)
  const code = async () => (await post(simulator, templateMessage())).json()['error']?.['code']
  simulator.changeTemplate({ name: 'registration_received', status: 'PAUSED' })
  t.equal(await code(), 132015)
  simulator.changeTemplate({ name: 'registration_received', status: 'DISABLED' })
  t.equal(await code(), 132016)
  simulator.changeTemplate({ name: 'registration_received', status: 'APPROVED' })
  t.equal(await code(), undefined)
})
