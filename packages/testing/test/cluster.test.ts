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

test('cluster: a second test gets the database of the first, with the rows of the template', async (t) => {
  const urls: string[] = []
  const channels: unknown[] = []
  for (const name of ['first', 'second']) {
    await t.test(name, async (t) => {
      const { url } = await createTestDatabase(t)
      urls.push(url)
      channels.push(await ask(url, 'select to_jsonb(channels) from channels order by channel'))
      t.strictSame(await ask(url, 'select from audit_log'), [])
      await ask(
        url,
        `insert into audit_log (id, actor, action, subject_type) values (gen_random_uuid(), 'a', 'test.row', 'test')`,
      )
      await ask(url, 'update channels set probes = 7, paced_until = now()')
    })
  }
  t.equal(urls[0], urls[1])
  t.strictSame(channels[0], channels[1])
})

test('cluster: a database whose schema a test changed is not used again', async (t) => {
  const urls: string[] = []
  for (const name of ['first', 'second']) {
    await t.test(name, async (t) => {
      const { url } = await createTestDatabase(t)
      urls.push(url)
      await ask(url, 'create index on outbox (type)')
    })
  }
  t.not(urls[0], urls[1])
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
