import { test } from 'tap'
import type { AnsweredExchange } from '../../../src/providers/whatsapp/http-exchange.ts'
import { readAnswer, type ReadAnswer } from '../../../src/providers/whatsapp/read-answer.ts'
import { ACCEPTED, graphError } from './support.ts'

const PAGE = '<html><body>Bad gateway</body></html>'

function read(status: number, body: string | null, headers: AnsweredExchange['headers'] = {}): ReadAnswer {
  return readAnswer({ kind: 'answered', status, headers, body })
}

function wait(headers: AnsweredExchange['headers'], code = 613): number | undefined {
  const answer = read(429, graphError(code), headers)
  return 'error' in answer ? answer.error.retry_after_ms : undefined
}

function taken(message_status?: string): string {
  return JSON.stringify({ messages: [{ id: 'wamid.1', message_status }] })
}

test('read-answer: a paused template, accepted with template_paused', async (t) => {
  t.match(read(200, taken('paused')), { outcome: 'accepted', template_paused: true })
  for (const status of ['accepted', 'held_for_quality_assessment', 'something_new', undefined]) {
    t.strictSame(read(200, taken(status)), {
      outcome: 'accepted',
      provider_message_id: 'wamid.1',
      http_status: 200,
      trace_id: null,
    })
  }
})

test('read-answer: accepted with the quota used up, with slow_down_ms', async (t) => {
  const usage = { '102290129340398': [{ type: 'whatsapp', estimated_time_to_regain_access: 3 }] }
  const headers = { 'x-business-use-case-usage': JSON.stringify(usage) }
  t.match(read(200, taken(), headers), { outcome: 'accepted', slow_down_ms: 180_000 })
})

test('read-answer: a 200 without a message id, in doubt', async (t) => {
  for (const body of [
    null,
    '',
    PAGE,
    ACCEPTED.slice(0, -4),
    '{}',
    'null',
    '[]',
    '{"messages":[]}',
    '{"messages":[{"id":""}]}',
    graphError(131000),
  ]) {
    t.match(read(200, body), {
      outcome: 'in_doubt',
      error: { class: 'transient', code: 'unreadable_answer' },
    })
  }
})

test('read-answer: a Graph error, refused', async (t) => {
  t.match(read(400, graphError(131026)), {
    outcome: 'refused',
    error: { class: 'recipient' },
  })
  t.match(read(400, graphError(132018)), { error: { class: 'request' } })
  t.match(read(404, graphError(132001)), { error: { class: 'template' } })
  t.match(read(403, graphError(368)), { error: { class: 'account' } })
  t.match(read(500, graphError(131000)), {
    outcome: 'refused',
    error: { class: 'transient' },
  })
  t.match(read(503, graphError(2)), { outcome: 'refused', error: { code: '2' } })
})

test('read-answer: code 100 about named parameters, class template and how to make the template', async (t) => {
  const details = 'Parameter name is missing or empty'
  const error = { code: 100, message: '(#100) Invalid parameter', error_data: { details } }
  t.match(read(400, JSON.stringify({ error })), {
    outcome: 'refused',
    error: { class: 'template', code: '100', text: /Parameter name is missing or empty\. .*\{\{1\}\}/ },
  })
})

test('read-answer: the details name a wait, it is returned', async (t) => {
  const error = { code: 131000, message: 'Busy', error_data: { details: 'Please try again in 5 minutes.' } }
  t.match(read(500, JSON.stringify({ error })), { error: { retry_after_ms: 300_000 } })
})

test('read-answer: a 5xx without a Graph error, in doubt', async (t) => {
  for (const body of [PAGE, '', null, '{"error":"upstream"}', '{"error":{"code":"2"}}']) {
    t.match(read(503, body), { outcome: 'in_doubt', error: { class: 'transient', code: 'http_503' } })
  }
})

test('read-answer: a 3xx or 4xx without a Graph error, refused for the account', async (t) => {
  for (const status of [301, 307, 400, 404, 407, 451]) {
    t.match(read(status, PAGE), { outcome: 'refused', error: { class: 'account' } })
  }
  t.match(read(408, PAGE), { outcome: 'refused', error: { class: 'transient' } })
  t.match(read(429, PAGE, { 'retry-after': '7' }), { error: { class: 'pace', retry_after_ms: 7000 } })
})

test('read-answer: message and details, one line, without digits of a phone number', async (t) => {
  const details = 'Recipient +91 98765 43210\nis not valid, wamid.HBgLMTY1MDM4Nzk0Mzk='
  t.match(read(400, graphError(131026, { error_data: { details } })), {
    error: { text: '(#131026) refused: Recipient 91******3210 is not valid, wamid.•••' },
  })
  t.match(read(400, graphError(131026, { error_data: 'a bare string' })), {
    error: { text: /: a bare string$/ },
  })
})

test('read-answer: fields of the wrong type beside the code, left out', async (t) => {
  const odd = { message: 7, error_subcode: '33', is_transient: 'yes', error_data: null, fbtrace_id: {} }
  t.match(read(400, graphError(100, odd), { 'x-fb-trace-id': 'Cheader' }), {
    outcome: 'refused',
    trace_id: 'Cheader',
    error: { class: 'request', code: '100', text: '' },
  })
})

test('read-answer: a wait, the longest of the headers, else that of the code', async (t) => {
  const usage = JSON.stringify({
    '1': [{ type: 'whatsapp', estimated_time_to_regain_access: 3 }, { type: 'whatsapp_business_management' }],
  })
  t.equal(wait({}), 60_000)
  t.equal(wait({}, 130429), undefined, 'the pace is found out')
  t.equal(wait({ 'retry-after': '120' }), 120_000)
  t.equal(wait({ 'retry-after': ['120'], 'x-business-use-case-usage': usage }), 180_000)
  t.equal(
    wait({ 'retry-after': 'Mon, 23 Nov 2026 10:01:00 GMT', date: 'Mon, 23 Nov 2026 10:00:00 GMT' }),
    60_000,
  )
  t.equal(wait({ 'retry-after': '999999999' }), 24 * 60 * 60 * 1000)
  for (const nonsense of ['-5', 'soon', '', '0']) t.equal(wait({ 'retry-after': nonsense }), 60_000)
  for (const nonsense of ['{', '[]', '{"1":[{"estimated_time_to_regain_access":"3"}]}']) {
    t.equal(wait({ 'x-business-use-case-usage': nonsense }), 60_000)
  }
  t.equal(wait({}, 131026), undefined)
})
