import { test } from 'tap'
import { Components } from '../../src/openapi/components.ts'

void test('components', async (t) => {
  const schemas = new Components('schemas')

  await t.test('the same part twice is listed once', async (t) => {
    const $ref = '#/components/schemas/Person'
    t.same(schemas.share('Person', { type: 'object' }), { $ref })
    t.same(schemas.share('Person', { type: 'object' }), { $ref })
    t.same(schemas.sorted(), { Person: { type: 'object' } })
  })

  await t.test('another part by the same name, is refused', async (t) => {
    t.throws(() => schemas.share('Person', { type: 'string' }), { message: /called Person/ })
  })

  await t.test('more parts, are in the order of their names', async (t) => {
    schemas.share('Duty', {})
    t.same(Object.keys(schemas.sorted()), ['Duty', 'Person'])
  })
})
