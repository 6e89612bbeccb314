import { readSchemaFiles } from '@dutybell/shared/db/schema-files'
import { test } from 'tap'

const { migrations, functions } = await readSchemaFiles()

/** Functions that a generated column, a check or an index needs; they stay with their table. */
const ALLOWED_IN_MIGRATIONS: readonly string[] = []

test('db/migrations: no functions, as these have their own files', async (t) => {
  for (const { name, text } of migrations) {
    const defined = [...text.matchAll(/create\s+(?:or\s+replace\s+)?(?:function|procedure)\s+(\w+)/gi)]
    const strays = defined
      .map((match) => match[1] ?? '')
      .filter((found) => !ALLOWED_IN_MIGRATIONS.includes(found))
    t.same(strays, [], `${name}: move functions to db/functions/<area>/<name>.sql`)
  }
})

test('db/functions: one function per file, named like it, with a complete header', async (t) => {
  t.equal(new Set(functions.map(({ name }) => name)).size, functions.length, 'each name is used once')
  for (const { name, text } of functions) {
    const defined = [...text.matchAll(/create or replace function (\w+)/g)].map((match) => match[1])
    t.same(defined, [name])
    const header = text.slice(0, text.indexOf('create or replace function'))
    t.match(
      header,
      /^-- [A-Z][^]*\n-- Callers: .+[^]*\n-- Locks:   .+[^]*\n-- Writes:  .+[^]*\n-- Returns: .+/,
      name,
    )
  }
})
