import type { Test } from 'tap'
import type { Part } from '../../src/part.ts'
import { startPostgres } from '../../src/postgres.ts'
import { startProvider } from '../../src/provider/start-provider.ts'

/** The rows of a part's short form, by their first cell; without the earlier commit, which a run checks out and installs. */
export async function runShort(
  t: Test,
  part: Part,
  only?: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const postgres = await startPostgres()
  t.teardown(() => postgres.stop())
  const provider = await startProvider()
  t.teardown(() => provider.stop())
  const text = await part({ postgres, provider, short: true, only, baseline: async () => undefined })
  const rows = text.split('\n').filter((line) => line.startsWith('| '))
  return new Map(
    rows.map((row) => {
      const [name = '', ...cells] = row.split('|').slice(1, -1)
      return [name.trim(), cells.map((cell) => cell.trim())]
    }),
  )
}
