import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { VARIABLES } from '../../src/config/variables.ts'

test('README: its environment table has every variable, its default and its words', async (t) => {
  const readme = await readFile(new URL('../../../../README.md', import.meta.url), 'utf8')
  const variables: Record<string, { description: string; default?: string }> = VARIABLES
  const expected = Object.entries(variables).map(
    ([name, variable]) =>
      `| \`${name}\` | ${variable.default ? `\`${variable.default}\`` : ''} | ${variable.description} |`,
  )
  t.same(readme.match(/^\| `[A-Z_]+` \| .*$/gm), expected)
})
