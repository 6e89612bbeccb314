import { createHmac } from 'node:crypto'
import { test } from 'tap'
import { bodyOf, post, receive, simulate, statusesOf, templateMessage } from '../fixture.ts'

const AT_ONCE = { after_ms: [0] }

test('callbacks: by default, sent, delivered and read come in order with the opaque data', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, { webhook_url: url, behaviour: { callbacks: { after_ms: [0, 1, 2] } } })
  const { json } = await post(simulator, templateMessage())
  await simulator.waitForCallbacks()

  const statuses = statusesOf(received)
  t.strictSame(
    statuses.map(({ status }) => status),
    ['sent', 'delivered', 'read'],
  )
  for (const status of statuses) {
    t.match(status, { id: json()['messages']?.[0]?.['id'], biz_opaque_callback_data: 'delivery:1' })
  }
})

test('callbacks: the signature, is over the exact bytes, which are ASCII', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, {
    webhook_url: url,
    app_secret: 'secret',
    behaviour: { callbacks: AT_ONCE },
  })
  await post(simulator, templateMessage({}, { components: [bodyOf('फ़ातिमा')] }))
  await simulator.waitForCallbacks()

  t.ok(received.length > 0)
  for (const { headers, bytes } of received) {
    const expected = createHmac('sha256', 'secret').update(bytes).digest('hex')
    t.equal(headers['x-hub-signature-256'], `sha256=${expected}`)
    t.notMatch(bytes.toString('latin1'), /[^\x20-\x7e]/)
    t.match(JSON.parse(bytes.toString()), {
      entry: [{ changes: [{ value: { contacts: [{ profile: { name: 'फ़ातिमा' } }] } }] }],
    })
  }
})

test('callbacks: failed, copied and batched statuses, each valid by the contract', async (t) => {
  const { url, received } = await receive(t)
  const statuses: ('sent' | 'failed')[] = ['sent', 'failed']
  const simulator = await simulate(t, {
    webhook_url: url,
    behaviour: { callbacks: { statuses, after_ms: [0] } },
  })
  await post(simulator, templateMessage())
  await simulator.waitForCallbacks()
  simulator.behave({
    callbacks: { ...AT_ONCE, without_recipient: true, copies: 4 },
    webhooks: { hold_ms: 5 },
  })
  await post(simulator, templateMessage())
  await simulator.waitForCallbacks()

  t.ok(statusesOf(received).length > 2)
})

test('callbacks: out of order, doubled or never, by the rules', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, {
    webhook_url: url,
    behaviour: {
      messages: [
        { to: '+919876543211', callbacks: { statuses: ['read', 'sent'], after_ms: [0, 1] } },
        { to: '+919876543212', callbacks: { statuses: ['delivered'], copies: 3, after_ms: [0] } },
        { to: '+919876543213', callbacks: { statuses: [] } },
      ],
    },
  })
  for (const to of ['+919876543211', '+919876543212', '+919876543213'])
    await post(simulator, templateMessage({ to }))
  await simulator.waitForCallbacks()

  const of = (recipient: string) =>
    statusesOf(received)
      .filter((status) => JSON.stringify(status['recipient_id']) === JSON.stringify(recipient))
      .map(({ status }) => status)
  t.strictSame(of('919876543211'), ['read', 'sent'])
  t.strictSame(of('919876543212'), ['delivered', 'delivered', 'delivered'])
  t.strictSame(of('919876543213'), [])
})

test('callbacks: a failure, carries its error and no contacts', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, {
    webhook_url: url,
    behaviour: { callbacks: { statuses: ['failed'], after_ms: [0], error: { code: 131049 } } },
  })
  await post(simulator, templateMessage())
  await simulator.waitForCallbacks()
  t.match(statusesOf(received), [{ status: 'failed', errors: [{ code: 131049 }] }])
  t.notMatch(String(received[0]?.bytes), /contacts/)
})

test('callbacks: before the answer, the receiver has the status when the POST returns', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, {
    webhook_url: url,
    behaviour: { callbacks: { statuses: ['sent'], after_ms: [0], before_answer: true } },
  })
  await post(simulator, templateMessage())
  t.equal(statusesOf(received).length, 1)
})

test('callbacks: a lost answer, is still followed by callbacks', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, {
    webhook_url: url,
    behaviour: { messages: [{ answer: { kind: 'lost' } }], callbacks: { statuses: ['sent'], after_ms: [0] } },
  })
  await t.rejects(post(simulator, templateMessage()))
  await simulator.waitForCallbacks()
  t.match(statusesOf(received), [{ biz_opaque_callback_data: 'delivery:1' }])
})

test('callbacks: a receiver that fails, gets the same bytes again until it answers 200', async (t) => {
  const { url, received } = await receive(t, (number) => (number === 1 ? 500 : 200))
  const simulator = await simulate(t, {
    webhook_url: url,
    behaviour: { callbacks: { statuses: ['sent'], after_ms: [0] } },
  })
  await post(simulator, templateMessage())
  await simulator.waitForCallbacks()
  t.equal(received.length, 2)
  t.ok(received[0]?.bytes.equals(received[1]?.bytes ?? Buffer.alloc(0)))
})

test('callbacks: an unreachable receiver, does not stop the simulator', async (t) => {
  const simulator = await simulate(t, {
    webhook_url: 'http://127.0.0.1:1/unreachable',
    behaviour: { callbacks: { statuses: ['sent'], after_ms: [0], before_answer: true } },
  })
  t.equal((await post(simulator, templateMessage())).status, 200)
})

test('callbacks: a template status, has a hyphen in the language and the id as a number', async (t) => {
  const { url, received } = await receive(t)
  const simulator = await simulate(t, { webhook_url: url, languages: ['en_US'] })
  t.equal(simulator.changeTemplate({ name: 'registration_received', status: 'PAUSED' }), 1)
  await simulator.waitForCallbacks()
  t.match(String(received[0]?.bytes), /"message_template_id":\d{17},/)
  t.match(String(received[0]?.bytes), /"message_template_language":"en-US"/)
})
