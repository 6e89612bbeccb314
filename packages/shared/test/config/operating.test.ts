import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { VARIABLES } from '../../src/config/variables.ts'

const PAGE = new URL('../../../../docs/operating.md', import.meta.url)

test('the environment: the tables of docs/operating.md have every variable once, its default and its words', async (t) => {
  const page = await readFile(PAGE, 'utf8')
  const variables: Record<string, { description: string; default?: string }> = VARIABLES
  const expected = Object.entries(variables).map(
    ([name, variable]) =>
      `| \`${name}\` | ${variable.default ? `\`${variable.default}\`` : ''} | ${variable.description} |`,
  )
  const tables = ['Needed', 'Usual', 'Rare'].map(
    (title) =>
      page
        .split(`### ${title}\n`)[1]
        ?.split('\n#')[0]
        ?.match(/^\| `[A-Z_]+` \| .*$/gm) ?? [],
  )
  for (const table of tables) t.ok(table.length > 0)
  t.same(tables.flat().toSorted(), expected.toSorted())
})
