import { createTestDatabase } from '@dutybell/testing/cluster'
import { test } from 'tap'
import { openDatabase } from '../../src/db/client.ts'
import { createLogger } from '../../src/logger.ts'
import {
  findPreflightResults,
  type PreflightLine,
  storePreflightResults,
} from '../../src/preflight/results.ts'

const TOKEN: PreflightLine = {
  key: 'token',
  title: 'Access token',
  outcome: 'failure',
  text: 'Meta refused it.',
  action: 'Set META_WA_ACCESS_TOKEN.',
}
const NUMBER: PreflightLine = {
  key: 'number',
  title: 'Number',
  outcome: 'ok',
  text: 'CONNECTED',
  action: null,
}

test('preflight results: a run replaces those of the last one, in its own order', async (t) => {
  const { url } = await createTestDatabase(t)
  const log = createLogger({ service: 'test', level: 'silent' })
  const { db } = openDatabase({ connectionString: url, applicationName: 'test', maxConnections: 2, log })
  t.teardown(() => db.destroy())
  t.strictSame(await findPreflightResults(db), [])
  await storePreflightResults(db, [TOKEN, NUMBER])
  await storePreflightResults(db, [NUMBER, TOKEN])
  const rows = await findPreflightResults(db)
  t.strictSame(
    rows.map(({ key, title, outcome, text, action }) => ({ key, title, outcome, text, action })),
    [NUMBER, TOKEN],
  )
  t.equal(rows[0]?.checked_at.toString(), rows[1]?.checked_at.toString())
  await t.rejects(storePreflightResults(db, [{ ...NUMBER, outcome: 'warning' }]), /say_what_to_do/)
  t.equal((await findPreflightResults(db)).length, 2)
})
