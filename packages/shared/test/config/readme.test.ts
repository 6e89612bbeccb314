import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { VARIABLES, type VariableName } from '../../src/config/variables.ts'

test('README: its environment table has every variable, its default and its words', async (t) => {
  const readme = await readFile(new URL('../../../../README.md', import.meta.url), 'utf8')
  const names = Object.keys(VARIABLES) as VariableName[]
  const expected = names.map((name) => {
    const variable: { description: string; default?: string } = VARIABLES[name]
    return `| \`${name}\` | ${variable.default ? `\`${variable.default}\`` : ''} | ${variable.description} |`
  })
  t.same(readme.match(/^\| `[A-Z_]+` \| .*$/gm), expected)
})
