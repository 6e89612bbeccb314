import { Client } from 'pg'
import { test } from 'tap'
import { createTestDatabase } from '../src/cluster.ts'

test('cluster: two databases of one template, neither sees what the other holds', async (t) => {
  const [one, other] = await Promise.all([createTestDatabase(t), createTestDatabase(t)])
  const tables = `select table_name from information_schema.tables where table_name in ('outbox', 'only_here') order by 1`
  await ask(one.url, 'create table only_here ()')
  t.strictSame(await ask(one.url, tables), [{ table_name: 'only_here' }, { table_name: 'outbox' }])
  t.strictSame(await ask(other.url, tables), [{ table_name: 'outbox' }])
})

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}
