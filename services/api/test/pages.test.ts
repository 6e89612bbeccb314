import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { ROOT, runPage } from '@dutybell/testing/run-page'
import { type Test, test } from 'tap'
import { ADMIN_SECRET, startApi } from './start-api.ts'

void test('docs/coordinators.md: its requests succeed, with the answers that it shows', (t) =>
  run(t, 'docs/coordinators.md'))

void test('docs/runbook.md: its requests are answered as it shows', (t) => run(t, 'docs/runbook.md'))

void test('docs/api.md: its requests succeed', (t) => run(t, 'docs/api.md'))

void test('docs/importing.md: its files are imported by its requests and commands', async (t) => {
  const files = await mkdtemp(join(tmpdir(), 'dutybell-importing-'))
  t.teardown(() => rm(files, { recursive: true, force: true }))
  const page = await readFile(join(ROOT, 'docs/importing.md'), 'utf8')
  const [people = '', duties = ''] = Array.from(page.matchAll(/^```csv\n([^]*?)^```$/gm), ([, text]) => text)
  await writeFile(join(files, 'people.csv'), people)
  await writeFile(join(files, 'duties.csv'), duties)
  await run(t, 'docs/importing.md', {
    'people.csv': join(files, 'people.csv'),
    'duties.csv': join(files, 'duties.csv'),
  })
})

async function run(t: Test, page: string, replaced: Readonly<Record<string, string>> = {}): Promise<void> {
  const { url: DATABASE_URL } = await createTestDatabase(t)
  const api = await startApi(t, { url: DATABASE_URL })
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  await runPage(
    t,
    page,
    { DATABASE_URL, DUTYBELL: base, API: base, KEY: ADMIN_SECRET },
    {
      'localhost:3000': new URL(base).host,
      ...replaced,
    },
  )
}
