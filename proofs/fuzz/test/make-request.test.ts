import { test } from 'tap'
import { operationsOf } from '../document.ts'
import { makeRequest } from '../make-request.ts'
import { encode } from '../request.ts'
import { World } from '../world.ts'

const DOCUMENT = JSON.stringify({
  paths: {
    '/v1/deliveries': {
      get: {
        security: [{}],
        parameters: [{ in: 'query', name: 'limit', schema: { type: 'integer', maximum: 200 } }],
      },
    },
    '/v1/registrations': {
      post: {
        parameters: [{ in: 'header', name: 'idempotency-key', schema: { type: 'string' } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Person' } } } },
      },
    },
  },
  components: {
    schemas: {
      Person: {
        type: 'object',
        properties: { full_name: { type: 'string', maxLength: 200 }, phone_number: { type: 'string' } },
        required: ['full_name', 'phone_number'],
      },
    },
  },
})

function bytesOf(seed: number, number: number): string {
  const world = new World({
    key_holders: [{ name: 'tester', secret: 'a-secret', scopes: ['admin'] }],
    app_secret: 'x',
    verify_token: 'y',
    today: Temporal.PlainDate.from('2026-03-01'),
  })
  const request = makeRequest(seed, number, { operations: operationsOf(DOCUMENT), world })
  return (request.wire_fault?.bytes ?? encode(request)).toString('latin1')
}

void test('make-request: the same seed and number, the same bytes', async (t) => {
  for (let number = 1; number <= 500; number += 1) {
    if (bytesOf(1, number) !== bytesOf(1, number)) t.fail(`request ${number} differs`)
  }
  t.not(bytesOf(1, 1), bytesOf(2, 1), 'another seed, others')
})

void test('make-request: a thousand requests, a good part of them is as the document has it', async (t) => {
  const whole = Array.from({ length: 1_000 }, (_, number) => bytesOf(3, number)).filter((bytes) =>
    /^POST \/v1\/registrations HTTP\/1\.1\r\n[^{]*\r\n\r\n{"full_name":"[^"]*Fuzzname[a-z]{8}","phone_number":"[+\d ]+"}$/.test(
      bytes,
    ),
  )
  t.ok(whole.length > 100, String(whole.length))
})
