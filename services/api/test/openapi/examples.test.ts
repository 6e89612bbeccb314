import { test } from 'tap'
import { ADMIN_SECRET, startApi } from '../start-api.ts'
import { answerChecker, type SeenAnswer } from './check-answer.ts'
import { exampleRequest } from './example-request.ts'
import { setExampleScene } from './example-scene.ts'
import { methodsOf } from './find-operation.ts'
import { isObject, objectAt } from '@dutybell/shared/json-object'
import { schemaFaults } from './schema-faults.ts'
import { watchAnswers } from './watch-answers.ts'

/** What only an answer before gives. */
const WITHOUT_EXAMPLE = new Set(['cursor'])

const seen: SeenAnswer[] = []
watchAnswers((_, answer) => void seen.push(answer))

void test('examples of the OpenAPI document', async (t) => {
  const api = await startApi(t, {
    META_WA_APP_SECRET: ['an-app-secret'],
    META_WA_WEBHOOK_VERIFY_TOKEN: 'a-secret-token',
  })
  const document: unknown = JSON.parse((await api.call({ url: '/openapi.json' })).text)
  const faultsOf = answerChecker(document)
  const authorization = { authorization: `Bearer ${ADMIN_SECRET}` }

  for (const path of Object.keys(objectAt(document, 'paths'))) {
    for (const method of methodsOf(document, path)) {
      await t.test(`${method} ${path}: its examples are accepted and answered as documented`, async (t) => {
        await setExampleScene(api)
        const { without, headers, ...request } = exampleRequest(document, path, method)
        t.same(
          without.filter((name) => !WITHOUT_EXAMPLE.has(name)),
          [],
        )
        const { status, text } = await api.call({ ...request, headers: { ...authorization, ...headers } })
        t.ok(status < 400, text)
        const answer = seen.at(-1)
        t.match(answer, { method: request.method, status })
        t.same(answer ? faultsOf(answer) : undefined, [])
      })
    }
  }

  await t.test('every example matches its schema', async (t) => {
    const check = schemaFaults(document)
    const described = placesOf(document).filter(({ value }) => 'examples' in value || 'example' in value)
    t.ok(described.length > 50)
    for (const { pointer, value } of described) {
      const schema = 'schema' in value ? [...pointer, 'schema'] : pointer
      const examples = value['example'] === undefined ? value['examples'] : [value['example']]
      for (const example of [examples].flat()) {
        t.same(check(schema, example), [], `${pointer.join('/')} ${JSON.stringify(example)}`)
      }
    }
  })
})

function placesOf(
  value: unknown,
  pointer: readonly string[] = [],
): { pointer: string[]; value: object & Record<string, unknown> }[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => placesOf(item, [...pointer, String(at)]))
  if (!isObject(value)) return []
  const inner = Object.entries(value).filter(([key]) => key !== 'example' && key !== 'examples')
  return [
    { pointer: [...pointer], value: { ...value } },
    ...inner.flatMap(([key, item]) => placesOf(item, [...pointer, key])),
  ]
}
