import { test } from 'tap'
import { request } from 'undici'
import type { Answer } from '../../src/behaviour/answer.ts'
import { get, post, simulate, templateMessage } from '../fixture.ts'

test('give-answer: each kind of error is sent as its rule defines', async (t) => {
  const simulator = await simulate(t)
  const ask = async (answer: Answer) => {
    simulator.behave({ messages: [{ answer }] })
    return post(simulator, templateMessage())
  }
  const limited = await ask({
    kind: 'error',
    code: 130429,
    http_status: 429,
    is_transient: true,
    retry_after_seconds: 7,
  })
  t.match(limited.headers, { 'retry-after': '7' })
  t.match(
    { status: limited.status, ...limited.json()['error'] },
    { status: 429, code: 130429, is_transient: true },
  )

  const html = await ask({ kind: 'html', http_status: 503 })
  t.match(html, { status: 503, text: /<html>/, headers: { 'content-type': /text\/html/ } })
  t.equal(simulator.messages.filter(({ taken }) => taken).length, 0)

  const cutOff = await ask({ kind: 'cut_off' })
  t.equal(cutOff.status, 200)
  t.throws(() => cutOff.json())
  t.equal(simulator.messages.at(-1)?.taken, true)

  const held = await ask({ kind: 'accepted', message_status: 'held_for_quality_assessment' })
  t.equal(held.json()['messages']?.[0]?.['message_status'], 'held_for_quality_assessment')
})

test('give-answer: a lost answer, breaks the connection of an accepted message', async (t) => {
  const simulator = await simulate(t, { behaviour: { messages: [{ answer: { kind: 'lost' } }] } })
  await t.rejects(post(simulator, templateMessage()))
  t.match(simulator.messages, [{ taken: true, http_status: null }])
})

test('give-answer: a reset, accepts nothing', async (t) => {
  const simulator = await simulate(t, { behaviour: { messages: [{ answer: { kind: 'reset' } }] } })
  await t.rejects(post(simulator, templateMessage()), { code: 'ECONNRESET' })
  t.match(simulator.messages, [{ taken: false, wamid: null }])
})

test('give-answer: a message accepted and never answered, does not delay the close', async (t) => {
  const simulator = await simulate(t, { behaviour: { messages: [{ answer: { kind: 'hang' } }] } })
  const asked = post(simulator, templateMessage())
  const failed = t.rejects(asked)
  await simulator.waitForMessages(([message]) => message?.taken === true)
  await simulator.close()
  await failed
})

test('give-answer: latency, does not delay the close', async (t) => {
  const simulator = await simulate(t, { behaviour: { messages: [{ latency_ms: 60_000 }] } })
  const settled = post(simulator, templateMessage()).catch(() => undefined)
  await simulator.waitForMessages((messages) => messages.length === 1)
  await simulator.close()
  await settled
})

test('give-answer: rate limits, answer 130429 and 131056 beyond them', async (t) => {
  const codes = async (limits: { messages_per_second?: number; pair?: boolean }, count: number) => {
    const simulator = await simulate(t, { behaviour: { limits } })
    const answers = await Promise.all(Array.from({ length: count }, () => post(simulator, templateMessage())))
    return answers.map(({ json }) => json()['error']?.['code']).filter((code) => code !== undefined)
  }
  t.match(await codes({ messages_per_second: 1 }, 4), [130429])
  t.match(await codes({ pair: true }, 47), [131056])
})

test('give-answer: an outage, refuses every connection until it ends', async (t) => {
  const simulator = await simulate(t)
  simulator.outage('refuse', 60_000)
  await t.rejects(request(simulator.url), { code: 'ECONNREFUSED' })
  await simulator.endOutage()
  t.equal((await post(simulator, templateMessage())).status, 200)
  simulator.outage('reset', 60_000)
  await t.rejects(request(simulator.url), { code: /ECONNRESET|UND_ERR_SOCKET/ })
  await simulator.endOutage()
  t.equal((await get(simulator, '/_control/messages')).status, 200)
})
