import { test } from 'tap'
import { faultsOfChanges, judge } from '../judge.ts'
import type { Request } from '../request.ts'

const REQUEST: Request = {
  number: 1,
  operation: {
    method: 'POST',
    path: '/v1/registrations',
    parameters: [],
    body: {},
    takes_csv: false,
    needs_key: false,
  },
  mutations: [],
  key_holder: undefined,
  method: 'POST',
  target: '/v1/registrations',
  headers: [],
  body: Buffer.from('{"full_name":"Fuzznameabcdefgh","phone_number":"+91 98765 43210"}'),
}

function faultsOf(detail: string, request_id = 'an-id'): string[] {
  const body = Buffer.from(JSON.stringify({ detail, request_id }))
  const answer = { status: 400, headers: new Map([['x-request-id', 'an-id']]), body }
  return judge({ request: REQUEST, answer }, () => [])
}

void test('judge: an error with the data of its own request, no fault', async (t) => {
  t.same(faultsOf('Fuzznameabcdefgh and 9876543210 were sent.'), [])
})

void test('judge: an error with data of others, internals or another request id, one fault', async (t) => {
  t.match(faultsOf('Fuzznameqqqqqqqq has it.'), [/another person: Fuzznameqqqqqqqq/])
  t.match(faultsOf('+919876500000 has it.'), [/another person: 9876500000/])
  t.match(faultsOf('No.\n    at f (file:///a.ts:1).'), [/Internals/])
  t.match(faultsOf('It violates unique constraint.'), [/Internals/])
  t.match(faultsOf('No.', 'another-id'), [/request_id/])
})

void test('judge: no answer, and a repetition that writes, faults', async (t) => {
  const unanswered = judge({ request: REQUEST, answer: undefined }, () => [])
  t.match(unanswered, [/no answer/])
  const headers = new Map([['idempotency-replayed', 'true']])
  const answer = { status: 201, headers, body: Buffer.from('{}') }
  t.match(faultsOfChanges([{ request: REQUEST, answer }], ['outbox insert']), [/A read wrote rows/])
})
