import { test } from 'tap'
import { startApi } from '../start-api.ts'

const PUBLIC = [
  '/v1/registrations post',
  '/webhooks/whatsapp get',
  '/webhooks/whatsapp post',
  '/livez get',
  '/readyz get',
]

interface Operation {
  summary?: string
  tags?: string[]
  security?: object[]
  parameters?: { in: string; name: string }[]
  responses: Record<string, { description: string; content?: object; headers?: object }>
}

/** Their bodies name the versions. */
const WITH_VERSIONS = new Set([
  '/v1/duty-assignments/swap post',
  '/v1/duty-assignments/{id}/told-by-phone post',
])
/** They need no kept answer: an import changes nothing a second time, and a count guards the erasure of many. */
const WITHOUT_KEPT_ANSWER = new Set([
  '/v1/imports/registrations post',
  '/v1/imports/duty-assignments post',
  '/v1/registrations/erase post',
])
const HAND_OVER = '/v1/duty-assignments/{id}/hand-over post' // answers with two duties

void test('openapi', async (t) => {
  const api = await startApi(t, { PUBLIC_URL: 'https://duties.example.org', SIGN_UP_PAGE: 'off' })
  const { json } = await api.call({ url: '/openapi.json' })
  const operations = Object.entries(Object(json['paths'])).flatMap(([path, methods]) =>
    Object.entries<Operation>(Object(methods)).map(([method, operation]) => ({
      name: `${path} ${method}`,
      operation,
    })),
  )

  await t.test(
    'the page at /docs: optional filters have no example that "try it out" would send',
    async (t) => {
      const page = await api.call({ url: '/docs/json' })
      const listed = Object(Object(page.json['paths'])['/v1/deliveries']).get.parameters
      t.notMatch(JSON.stringify(listed), /"examples?":/)
      t.match(JSON.stringify(json), /"examples?":/, 'the document itself keeps them')
    },
  )

  await t.test(
    'without the sign-up page `/` leads to the page, and so does its address with a query',
    async (t) => {
      for (const url of ['/', '/docs?x', '/docs?x=/']) {
        const { status, headers } = await api.call({ url })
        t.same([status, headers['location']], [302, '/docs'], url)
      }
    },
  )

  await t.test("the document is OpenAPI 3.1 and has the server's URL", async (t) => {
    t.match(json, { openapi: '3.1.0', servers: [{ url: 'https://duties.example.org' }] })
    t.same(
      new Set(operations.map(({ name }) => name)),
      new Set([
        '/metrics get',
        ...PUBLIC,
        '/v1/registrations get',
        '/v1/registrations/{id} get',
        '/v1/registrations/{id} patch',
        '/v1/registrations/{id} delete',
        '/v1/registrations/{id}/number-change post',
        '/v1/registrations/erase post',
        '/v1/duty-times get',
        '/v1/duty-times post',
        '/v1/duty-times/{id} get',
        '/v1/duty-times/{id} patch',
        '/v1/duty-times/{id} delete',
        '/v1/duty-assignments post',
        '/v1/duty-assignments get',
        '/v1/duty-assignments/{id} get',
        '/v1/duty-assignments/{id} patch',
        '/v1/duty-assignments/{id}/cancel post',
        '/v1/duty-assignments/{id}/hand-over post',
        '/v1/duty-assignments/swap post',
        '/v1/duty-assignments/batch post',
        '/v1/duty-assignments/notify post',
        '/v1/duty-assignments/cancel post',
        '/v1/duty-assignments/{id}/told-by-phone post',
        '/v1/imports/registrations post',
        '/v1/imports/duty-assignments post',
        '/v1/days get',
        '/v1/days/{date} get',
        '/v1/deliveries get',
        '/v1/deliveries/{id} get',
        '/v1/deliveries/{id}/retry post',
        '/v1/deliveries/retry post',
        '/v1/channels get',
        '/v1/channels/{channel}/pause post',
        '/v1/channels/{channel}/resume post',
        '/v1/templates/{name}/release post',
        '/v1/inbound-messages get',
        '/v1/alerts get',
        '/v1/audit-log get',
        '/v1/reminders/run post',
      ]),
    )
  })

  await t.test('every route, has a tag, a summary, its security and its errors', async (t) => {
    for (const { name, operation } of operations) {
      t.type(operation.summary, 'string', name)
      t.equal(operation.tags?.length, 1, name)
      t.ok(
        ['200', '201', '204'].some((status) => status in operation.responses),
        name,
      )
      if (!name.startsWith('/v1/') || PUBLIC.includes(name)) continue
      t.same(operation.security, [{ admin_key: [] }], name)
      t.match(operation.responses['401'], { content: { 'application/problem+json': {} } }, name)
    }
  })

  await t.test('what a body needs, is what validation asks for', async (t) => {
    const { post } = Object(json['paths'])['/v1/registrations']
    const $ref = '#/components/schemas/CreateRegistration'
    t.same(post.requestBody.content['application/json'].schema, { $ref })
    const body = Object(json['components']).schemas.CreateRegistration
    t.match(body, { required: ['full_name'], additionalProperties: false })
    t.equal(body.required.length, 1)
  })

  await t.test('each route documents its headers', async (t) => {
    for (const { name, operation } of operations.filter((route) => route.name.startsWith('/v1/'))) {
      const { parameters = [], responses } = operation
      const takes = new Set(parameters.filter((it) => it.in === 'header').map((it) => it.name))
      const is_post = name.endsWith(' post') && !WITHOUT_KEPT_ANSWER.has(name)
      t.equal(takes.has('idempotency-key'), is_post, name)
      if (is_post) {
        t.match(responses['409']?.description, 'idempotency_key_in_use', name)
        t.match(responses['422']?.description, 'idempotency_key_reused', name)
        t.match(responses['200'] ?? responses['201'], { headers: { 'Idempotency-Replayed': {} } }, name)
      }
      if (name.endsWith(' patch')) t.ok(takes.has('if-match'), name)
      if (!WITH_VERSIONS.has(name)) t.equal(takes.has('if-match'), '412' in responses, name)
      t.equal(takes.has('if-none-match'), '304' in responses, name)
      t.equal(responses['304']?.content, undefined, 'without a body')
      if (
        name !== HAND_OVER &&
        !name.endsWith(' delete') &&
        (takes.has('if-match') || takes.has('if-none-match'))
      ) {
        t.match(responses['200'], { headers: { ETag: { $ref: '#/components/headers/ETag' } } }, name)
      }
    }
    const created = operations.find(({ name }) => name === '/v1/registrations post')?.operation.responses[
      '201'
    ]
    t.match(created, {
      headers: { Location: {}, ETag: {}, 'RateLimit-Limit': {}, 'RateLimit-Remaining': {} },
    })
  })

  await t.test('the page, comes whole from here', async (t) => {
    const { status, text } = await api.call({ url: '/docs' })
    t.equal(status, 200)
    for (const [, address = ''] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      t.notMatch(address, /^(https?:)?\/\//)
      t.equal((await api.call({ url: new URL(address, 'http://x/docs').pathname })).status, 200, address)
    }
  })
})
