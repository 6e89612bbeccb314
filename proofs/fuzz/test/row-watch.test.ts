import { test } from 'tap'
import { makeKey } from '../../../services/api/test/keys/make-key.ts'
import { registeredId, startApi } from '../../../services/api/test/start-api.ts'
import { RowWatch } from '../row-watch.ts'

void test('row-watch: inserts, updates and deletes are reported; rollbacks and the use of a key are not', async (t) => {
  const api = await startApi(t)
  const watch = new RowWatch(api.db)
  await watch.start()
  t.same(await watch.changes(), [])

  await registeredId(api)
  t.same(
    new Set(await watch.changes()),
    new Set(['registrations insert', 'outbox insert', 'deliveries insert']),
  )
  await api.db.updateTable('channels').set({ probes: 1 }).where('channel', '=', 'email').execute()
  await api.db.deleteFrom('deliveries').where('channel', '=', 'email').execute()
  t.same(await watch.changes(), ['channels update', 'deliveries delete'])

  const { id } = await makeKey(api.db, ['admin'])
  t.same(await watch.changes(), ['api_keys insert'])
  await api.pool.query('update api_keys set last_used_at = now() where id = $1', [id])
  await api.pool.query('begin; delete from deliveries; rollback')
  t.same(await watch.changes(), [])
})
