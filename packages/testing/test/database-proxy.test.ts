import { Client } from 'pg'
import { test } from 'tap'
import { createEmptyDatabase } from '../src/cluster.ts'
import { DatabaseProxy } from '../src/database-proxy.ts'

const WITHIN_MS = 30_000
const OTHER_RESULT_MS = 500 // longer than the statement takes
const PREPARED = { name: 'twice', text: 'select $1::int * 2 as n' }

test('database-proxy: statements, prepared by name, are recorded and stopped each time they are executed', async (t) => {
  const { url } = await createEmptyDatabase(t)
  const proxy = await DatabaseProxy.start(url)
  t.teardown(() => proxy.close())
  const client = new Client({ connectionString: proxy.url })
  client.on('error', () => undefined)
  t.teardown(() => client.end().catch(() => undefined))
  await client.connect()

  // The first execution carries the text; the second only the name.
  for (const n of [1, 2]) {
    t.same((await client.query({ ...PREPARED, values: [n] })).rows, [{ n: 2 * n }])
  }
  t.same(proxy.seen.statements, [PREPARED.text, PREPARED.text])
  t.equal(proxy.seen.round_trips, 2)

  const otherResult = proxy.stopAt({ statement: /\* 2 as n/, side: 'after', result: '7' }, OTHER_RESULT_MS)
  t.same((await client.query({ ...PREPARED, values: [3] })).rows, [{ n: 6 }])
  t.equal(await otherResult, false)

  const stopped = proxy.stopAt({ statement: /\* 2 as n/, side: 'after', result: '8' }, WITHIN_MS)
  const result = client.query({ ...PREPARED, values: [4] })
  t.equal(await stopped, true)
  proxy.heal('reset')
  await t.rejects(result)
})

test('database-proxy: offline, connections are refused until it is online again', async (t) => {
  const { url } = await createEmptyDatabase(t)
  const proxy = await DatabaseProxy.start(url)
  t.teardown(() => proxy.close())
  await proxy.goOffline()
  await t.rejects(select(proxy.url), { code: 'ECONNREFUSED' })
  await proxy.goOnline()
  t.same(await select(proxy.url), [{ n: 1 }])
})

async function select(connectionString: string): Promise<unknown[]> {
  const client = new Client({ connectionString })
  try {
    await client.connect()
    return (await client.query('select 1 as n')).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}
