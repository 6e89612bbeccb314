import { runPage } from '@dutybell/testing/run-page'
import { test } from 'tap'
import { ADMIN_SECRET, startApi } from '../start-api.ts'

void test('docs/runbook.md: its requests are answered as it shows', async (t) => {
  const api = await startApi(t)
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  await runPage(t, 'docs/runbook.md', { API: url, KEY: ADMIN_SECRET })
})
