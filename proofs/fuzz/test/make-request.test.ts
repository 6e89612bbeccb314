import { test } from 'tap'
import { operationsOf } from '../document.ts'
import { makeRequest } from '../make-request.ts'
import { newWorld } from '../world.ts'

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

function make(seed: number, number: number) {
  const world = newWorld({
    key_holders: [{ name: 'tester', secret: 'a-secret', scopes: ['admin'] }],
    app_secret: 'x',
    verify_token: 'y',
    today: Temporal.PlainDate.from('2026-03-01'),
  })
  return makeRequest(seed, number, { operations: operationsOf(DOCUMENT), world })
}

void test('make-request: the same seed and number, the same request', async (t) => {
  for (let number = 1; number <= 50; number += 1) t.same(make(1, number), make(1, number))
  t.notSame(make(1, 1), make(2, 1), 'another seed, another request')
})

void test('make-request: after the opening, valid and mutated requests', async (t) => {
  const requests = Array.from({ length: 200 }, (_, number) => make(3, 221 + number))
  const valid = requests.filter(({ mutations }) => mutations.length === 0).length
  t.ok(valid > 30 && valid < 80, `${valid} of 200 are valid`)
})
