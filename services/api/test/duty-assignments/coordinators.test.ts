import { runPage } from '@dutybell/testing/run-page'
import { test } from 'tap'
import { ADMIN_SECRET, startApi } from '../start-api.ts'

void test('docs/coordinators.md: its requests succeed, with the answers that it shows', async (t) => {
  const api = await startApi(t)
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  await runPage(t, 'docs/coordinators.md', { DUTYBELL: url, KEY: ADMIN_SECRET })
})
