import { subscribe } from 'node:diagnostics_channel'
import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import { startApi } from '../start-api.ts'
import { methodsOf } from './find-operation.ts'
import { isObject, objectAt } from '@dutybell/shared/json-object'

interface Registered {
  readonly url: string
  readonly methods: readonly string[]
  readonly hidden: boolean
}

const registered: Registered[] = []
subscribe('fastify.initialization', (message) => {
  if (!isInitialization(message)) return
  message.fastify.addHook('onRoute', ({ url, method, schema }) => {
    registered.push({
      url,
      methods: [method].flat(),
      hidden: Object.entries(schema ?? {}).some(([key, value]) => key === 'hide' && value === true),
    })
  })
})

void test('the OpenAPI document', async (t) => {
  const api = await startApi(t, { CORS_ORIGINS: ['https://form.example.org'], REGISTRATIONS_PER_MINUTE: 30 })
  const { text, headers } = await api.call({ url: '/openapi.json' })
  const document = JSON.parse(text)
  const operations = Object.keys(document.paths).flatMap((path) =>
    methodsOf(document, path).map((method) => objectAt(document, 'paths', path, method)),
  )

  await t.test('as it is served, is valid OpenAPI 3.1', async (t) => {
    t.match(headers['content-type'], /^application\/json/)
    const validator = new Validator()
    const { valid, errors } = await validator.validate(JSON.parse(text))
    t.ok(valid, JSON.stringify(errors))
    t.equal(validator.version, '3.1')
  })

  await t.test('each operation, has an id of its own', async (t) => {
    const ids = operations.map(({ operationId }) => operationId)
    for (const id of ids) t.match(id, /^[a-z]+(?:_[a-z]+)*$/)
    t.equal(new Set(ids).size, ids.length)
  })

  await t.test('each route that is registered, is in it, but for pages and refusals', async (t) => {
    t.ok(registered.length > operations.length)
    for (const { url, methods, hidden } of registered) {
      const path = url.replaceAll(/:(\w+)/g, '{$1}')
      const documented = methodsOf(document, path).map((name) => name.toUpperCase())
      const wanted = methods.filter((name) => name !== 'HEAD')
      if (hidden || path.startsWith('/console')) {
        const is_page = /^\/(?:docs|openapi\.json|console|unsubscribe|signed-up|$)|\*$/.test(path) // a star: what CORS asks
        t.ok(is_page || documented.length > 0, `${path} is hidden, though nothing of it is documented`)
        t.same(
          wanted.filter((name) => documented.includes(name)),
          [],
          path,
        )
      } else {
        for (const method of wanted) t.ok(documented.includes(method), `${method} ${path} is not documented`)
      }
    }
  })

  await t.test('each component, is used, and what has a name is found by it', async (t) => {
    const references = new Set([...text.matchAll(/"\$ref":"#([^"]+)"/g)].map(([, place = '']) => place))
    for (const place of references) {
      const keys = place.slice(1).split('/')
      t.ok(Object.keys(objectAt(document, ...keys)).length > 0, place)
    }
    for (const kind of ['schemas', 'headers']) {
      for (const name of Object.keys(objectAt(document, 'components', kind))) {
        t.ok(references.has(`/components/${kind}/${name}`), name)
      }
    }
  })

  await t.test('every response has a description of its own', async (t) => {
    t.notMatch(text, 'Default Response')
    for (const operation of operations) {
      for (const response of Object.values(objectAt(operation, 'responses'))) {
        t.match(response, { description: /\.$/ }, String(operation['operationId']))
      }
    }
  })
})

function isInitialization(message: unknown): message is { fastify: FastifyInstance } {
  return isObject(message) && 'fastify' in message
}
