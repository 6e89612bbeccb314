import { toProblem } from '@dutybell/api/plugins/problem-details'
import { AppError, type ErrorCode } from '@dutybell/shared/errors'
import { test } from 'tap'
import { faultsOfChanges, judge } from '../judge.ts'
import type { Answer } from '../raw-http.ts'
import type { Request } from '../request.ts'

const REQUEST: Request = {
  number: 1,
  operation: { method: 'POST', path: '/v1/registrations', parameters: [], body: {}, needs_key: false },
  mutations: [],
  key_holder: undefined,
  method: 'POST',
  target: '/v1/registrations',
  headers: [],
  body: Buffer.from('{"full_name":"Fuzznameabcdefgh","phone_number":"+91 98765 43210"}'),
}
const ID = 'an-id'
const CREATED: Answer = {
  status: 201,
  headers: new Map([['x-request-id', ID]]),
  body: Buffer.from('{"phone_number":"+919876543210"}'),
}

function problem(code: ErrorCode, detail: string, status: number, type = 'application/problem+json'): Answer {
  const body = toProblem(new AppError(code, detail), {
    instance: '/v1/registrations',
    request_id: ID,
  })
  return {
    status,
    headers: new Map([
      ['content-type', type],
      ['x-request-id', ID],
    ]),
    body: Buffer.from(JSON.stringify(body)),
  }
}

function faultsOf(answer?: Answer, changes: string[] = [], request: Partial<Request> = {}): string[] {
  const sent = { request: { ...REQUEST, ...request }, answer, ended: answer ? 'answered' : 'closed' } as const
  return [...judge(sent, () => []), ...faultsOfChanges([sent], changes)]
}

void test('judge: correct answers, no fault', async (t) => {
  t.same(faultsOf(CREATED, ['registrations insert']), [])
  t.same(faultsOf(problem('invalid_input', 'Fuzznameabcdefgh and 9876543210 were sent.', 400)), [])
  t.same(faultsOf({ ...CREATED, status: 200 }, ['audit_log insert'], { method: 'GET' }), [])
})

const REPLAYED = new Map([...CREATED.headers, ['idempotency-replayed', 'true']])
const CASES: [name: string, faults: string[], expected: RegExp][] = [
  ['a 500', faultsOf(problem('internal_error', 'It broke.', 500)), /status is 500/],
  [
    'a refused request that wrote',
    faultsOf(problem('invalid_input', 'No.', 400), ['outbox insert']),
    /refused .* wrote rows: outbox insert/,
  ],
  [
    'a read that wrote',
    faultsOf({ ...CREATED, status: 200 }, ['channels update'], { method: 'GET' }),
    /A read wrote/,
  ],
  ['a repetition that wrote', faultsOf({ ...CREATED, headers: REPLAYED }, ['outbox insert']), /A read wrote/],
  [
    "another person's name",
    faultsOf(problem('invalid_input', 'Fuzznameqqqqqqqq has it.', 400)),
    /another person: Fuzznameqqqqqqqq/,
  ],
  [
    "another person's number",
    faultsOf(problem('invalid_input', '+919876500000 has it.', 400)),
    /another person: 9876500000/,
  ],
  [
    'a number without pii',
    faultsOf(CREATED, ['registrations update'], {
      method: 'PATCH',
      key_holder: { name: 'k', secret: 's', scopes: ['admin'] },
    }),
    /without the scope pii/,
  ],
  ['a stack trace', faultsOf(problem('invalid_input', 'No.\n    at f (file:///a.ts:1).', 400)), /Internals/],
  ['SQL', faultsOf(problem('invalid_input', 'It violates unique constraint.', 400)), /Internals/],
  [
    'an unknown code',
    faultsOf({ ...problem('invalid_input', 'No.', 400), body: Buffer.from('{"code":"x"}') }),
    /not in the catalogue/,
  ],
  ['another status', faultsOf(problem('invalid_input', 'No.', 409)), /comes with the status 409/],
  ['another type', faultsOf(problem('invalid_input', 'No.', 400, 'text/html')), /is of type text\/html/],
  ['no request id', faultsOf({ ...CREATED, headers: new Map() }), /no x-request-id/],
  ['a 405 without Allow', faultsOf(problem('method_not_allowed', 'No.', 405)), /no Allow/],
  ['no answer', faultsOf(), /closed without an answer/],
  [
    'an undocumented answer',
    judge({ request: REQUEST, answer: CREATED, ended: 'answered' }, () => ['not documented']),
    /not documented/,
  ],
]

for (const [name, faults, expected] of CASES) {
  void test(`judge: ${name}, one fault`, async (t) => t.match(faults, [expected]))
}
