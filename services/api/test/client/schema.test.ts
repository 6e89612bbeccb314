import { readFile } from 'node:fs/promises'
import { printTypes } from '@dutybell/client/print-types'
import { test } from 'tap'
import { startApi } from '../start-api.ts'
import { SCHEMA_FILE } from './schema-file.ts'

void test('client: its types, are those of the document the API serves: else run pnpm generate', async (t) => {
  const api = await startApi(t, { PUBLIC_URL: 'https://duties.example.org', REGISTRATIONS_PER_MINUTE: 30 })
  const { text } = await api.call({ url: '/openapi.json' })
  const printed = await printTypes(JSON.parse(text))
  t.ok((await readFile(SCHEMA_FILE, 'utf8')) === printed, 'packages/client/src/schema.ts is not stale')
})
