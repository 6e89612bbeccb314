import { listenHttp } from '@dutybell/testing/servers'
import { test } from 'tap'
import { captureLog } from '../support/log.ts'
import { anySignal, MESSAGE } from '../support/message.ts'
import { ACCEPTED, graphError, TOKEN, whatsApp } from './support.ts'

test('whatsapp provider: a message Meta accepts, its id and trace are returned', async (t) => {
  const { base_url, seen } = await listenHttp(t, (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'x-fb-trace-id': 'Ctrace' }).end(ACCEPTED)
  })
  const outcome = await whatsApp(t, { base_url }).send(MESSAGE, { signal: anySignal() })
  t.match(outcome, {
    outcome: 'accepted',
    provider_message_id: 'wamid.HBgM',
    http_status: 200,
    trace_id: 'Ctrace',
    duration_ms: Number,
  })
  t.match(seen, [
    {
      method: 'POST',
      url: '/v25.0/106540352242922/messages',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    },
  ])
  t.match(JSON.parse(seen[0]?.body ?? ''), {
    to: '+919876543210',
    biz_opaque_callback_data: `${MESSAGE.delivery_id}:2`,
  })
})

test('whatsapp provider: a base URL with a path, it is kept', async (t) => {
  const { base_url, seen } = await listenHttp(t, (response) => response.end(ACCEPTED))
  await whatsApp(t, { base_url: `${base_url}/meta/` }).send(MESSAGE, { signal: anySignal() })
  t.equal(seen[0]?.url, '/meta/v25.0/106540352242922/messages')
})

test('whatsapp provider: a refusal, it has its class, code and trace', async (t) => {
  const { base_url } = await listenHttp(t, (response) => response.writeHead(401).end(graphError(190)))
  const outcome = await whatsApp(t, { base_url }).send(MESSAGE, { signal: anySignal() })
  t.match(outcome, {
    outcome: 'refused',
    http_status: 401,
    trace_id: 'Atrace',
    error: { class: 'account', code: '190' },
  })
})

test('whatsapp provider: a redirect, it is not followed', async (t) => {
  const { base_url, seen } = await listenHttp(t, (response) =>
    response.writeHead(307, { location: '/elsewhere' }).end(),
  )
  const outcome = await whatsApp(t, { base_url }).send(MESSAGE, { signal: anySignal() })
  t.match(outcome, { outcome: 'refused', http_status: 307, error: { class: 'account' } })
  t.equal(seen.length, 1)
})

test('whatsapp provider: a message that cannot be built, nothing is sent', async (t) => {
  const { base_url, seen } = await listenHttp(t, (response) => response.end(ACCEPTED))
  const provider = whatsApp(t, { base_url })
  for (const fault of [{ parameters: ['Ahmed Ali'] }, { recipient: 'nobody' }, { language: '' }]) {
    const outcome = await provider.send({ ...MESSAGE, ...fault }, { signal: anySignal() })
    t.match(outcome, { outcome: 'unsent', error: { class: 'request' } })
  }
  t.equal(seen.length, 0)
})

test('whatsapp provider: the log names the template and neither number, token, text nor message id', async (t) => {
  const { base_url } = await listenHttp(t, (response, { body }) => {
    if (body.includes(':1"')) response.end(ACCEPTED)
    else response.writeHead(400).end(graphError(131026, { error_data: { details: 'to +919876543210' } }))
  })
  const { log, text } = captureLog()
  const provider = whatsApp(t, { base_url, log })
  await provider.send({ ...MESSAGE, attempt: 1 }, { signal: anySignal() })
  const refused = await provider.send(MESSAGE, { signal: anySignal() })
  t.match(text(), "[WhatsApp] Sending template 'duty_allotment_confirmed' to 91******3210")
  for (const secret of ['9876543210', TOKEN, 'Ahmed', 'wamid']) t.notMatch(text(), secret)
  t.notMatch(JSON.stringify(refused), '9876543210')
  const lines = text()
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  t.match(lines[1], {
    level: 'info',
    delivery_id: MESSAGE.delivery_id,
    outcome: 'accepted',
    duration_ms: Number,
  })
  t.match(lines[3], { level: 'warn', outcome: 'refused', code: '131026', error_class: 'recipient' })
})

test('whatsapp provider: three hundred at once on one signal, all are accepted without a warning', async (t) => {
  const warnings: Error[] = []
  const onWarning = (warning: Error): void => void warnings.push(warning)
  process.on('warning', onWarning)
  t.teardown(() => process.off('warning', onWarning))
  const { base_url, seen } = await listenHttp(t, (response) => response.end(ACCEPTED))
  const provider = whatsApp(t, { base_url, concurrency: 32 })
  const signal = anySignal()
  const outcomes = await Promise.all(Array.from({ length: 300 }, () => provider.send(MESSAGE, { signal })))
  t.ok(outcomes.every(({ outcome }) => outcome === 'accepted'))
  t.equal(seen.length, 300)
  t.same(warnings, [])
})
