import { test } from 'tap'
import { toProblem } from '@dutybell/api/plugins/problem-details'
import { AppError, type ErrorCode } from '@dutybell/shared/errors'
import type { Answer } from '../answer.ts'
import { judge } from '../judge.ts'
import { faultsOfChanges } from '../judge-changes.ts'
import type { Request } from '../request.ts'

const REQUEST: Request = {
  number: 1,
  operation: { method: 'POST', path: '/v1/registrations', parameters: [], body: {}, needs_key: false },
  bends: [],
  key_holder: undefined,
  method: 'POST',
  target: '/v1/registrations',
  headers: [],
  body: Buffer.from('{"full_name":"Fuzznameabcdefgh","phone_number":"+91 98765 43210"}'),
  wire_fault: undefined,
}
const ID = 'an-id'

function problem(
  code: ErrorCode,
  detail: string,
  status: number,
  headers: Record<string, string> = {},
): Answer {
  const body = toProblem(new AppError(code, detail), {
    instance: '/v1/registrations',
    request_id: ID,
    public_url: undefined,
  })
  return {
    status,
    headers: new Map(
      Object.entries({ 'content-type': 'application/problem+json', 'x-request-id': ID, ...headers }),
    ),
    body: Buffer.from(JSON.stringify(body)),
  }
}

function faultsOf(
  answer: Answer | undefined,
  changes: string[] = [],
  request: Partial<Request> = {},
): string[] {
  const exchange = { answers: answer ? [answer] : [], ended: answer ? 'answered' : 'closed' } as const
  const sent = { request: { ...REQUEST, ...request }, exchange }
  return [...judge(sent, () => []), ...faultsOfChanges([sent], changes)]
}

const CREATED: Answer = {
  status: 201,
  headers: new Map([['x-request-id', ID]]),
  body: Buffer.from('{"phone_number":"+919876543210"}'),
}

void test('judge: what is right, no fault', async (t) => {
  t.same(faultsOf(CREATED, ['registrations insert']), [])
  t.same(faultsOf(problem('invalid_input', 'Fuzznameabcdefgh and 9876543210 are what you said.', 400)), [])
  t.same(faultsOf({ ...CREATED, status: 200 }, ['audit_log insert'], { method: 'GET' }), [])
})

void test('judge: a reading broke off, what it wrote comes with the next and is no fault of that', async (t) => {
  const next = {
    request: REQUEST,
    exchange: { answers: [problem('invalid_input', 'No.', 400)], ended: 'answered' },
  } as const
  const broken_off = {
    request: { ...REQUEST, method: 'GET' },
    exchange: { answers: [], ended: 'closed' },
  } as const
  t.same(faultsOfChanges([broken_off, next], ['audit_log insert']), [])
  t.match(faultsOfChanges([broken_off, next], ['outbox insert']), [/rows were written: outbox insert/])
  t.match(faultsOfChanges([{ ...broken_off, request: REQUEST }, next], ['audit_log insert']), [/was refused/])
})

void test('judge: each kind of fault, is found', async (t) => {
  const cases: [name: string, faults: string[], expected: RegExp][] = [
    ['a 500', faultsOf(problem('internal_error', 'It broke.', 500)), /status is 500/],
    [
      'a refusal that wrote',
      faultsOf(problem('invalid_input', 'No.', 400), ['outbox insert']),
      /refused, and rows were written: outbox insert/,
    ],
    [
      'a reading that wrote',
      faultsOf({ ...CREATED, status: 200 }, ['channels update'], { method: 'GET' }),
      /only reads/,
    ],
    [
      'a repetition that wrote',
      faultsOf(
        {
          ...CREATED,
          headers: new Map([
            ['x-request-id', ID],
            ['idempotency-replayed', 'true'],
          ]),
        },
        ['outbox insert'],
      ),
      /only reads/,
    ],
    [
      'a name of somebody',
      faultsOf(problem('invalid_input', 'Fuzznameqqqqqqqq has it.', 400)),
      /tells of somebody: Fuzznameqqqqqqqq/,
    ],
    [
      'a number of somebody',
      faultsOf(problem('invalid_input', '+919876500000 has it.', 400)),
      /tells of somebody: 9876500000/,
    ],
    [
      'a number without pii',
      faultsOf(CREATED, [], { key_holder: { name: 'k', secret: 's', scopes: ['admin'] } }),
      /Without the scope pii/,
    ],
    [
      'a stack trace',
      faultsOf(problem('invalid_input', 'No.\n    at f (file:///a.ts:1).', 400)),
      /tells of the inside/,
    ],
    [
      'words of the database',
      faultsOf(problem('invalid_input', 'It violates unique constraint.', 400)),
      /tells of the inside/,
    ],
    [
      'an unknown code',
      faultsOf({ ...problem('invalid_input', 'No.', 400), body: Buffer.from('{"code":"x"}') }),
      /not in the catalogue/,
    ],
    ['another status', faultsOf(problem('invalid_input', 'No.', 409)), /comes with the status 409/],
    [
      'another type',
      faultsOf(problem('invalid_input', 'No.', 400, { 'content-type': 'text/html' })),
      /is of type text\/html/,
    ],
    ['no request id', faultsOf({ ...CREATED, headers: new Map() }), /no x-request-id/],
    ['a 405 without Allow', faultsOf(problem('method_not_allowed', 'No.', 405)), /no Allow/],
    ['no answer', faultsOf(undefined), /closed without an answer/],
    [
      'an undocumented answer',
      judge({ request: REQUEST, exchange: { answers: [CREATED], ended: 'answered' } }, () => [
        'header x: is not documented',
      ]),
      /not documented/,
    ],
  ]
  for (const [name, faults, expected] of cases) t.match(faults, [expected], name)
})
