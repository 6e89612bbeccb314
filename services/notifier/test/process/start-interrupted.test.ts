import { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { test } from 'tap'
import { openBench, startMeta } from '../fixture.ts'
import { environmentFor, spawnNotifier } from './support.ts'

test('notifier: the database goes away while the job runner starts, one sentence and the process ends', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const proxy = await DatabaseProxy.start(bench.url)
  t.teardown(() => proxy.close())
  const reached = proxy.stopAt({ statement: /server_version_num/, side: 'before' }, 60_000)
  const notifier = spawnNotifier(t, environmentFor(bench, meta, { DATABASE_URL: proxy.url }))
  t.ok(await reached)
  await proxy.goOffline()
  t.match(await notifier.exited, { code: 1 })
  t.match(notifier.stderr(), /^The database \(DATABASE_URL\) cannot be used: .*\n$/)
})
