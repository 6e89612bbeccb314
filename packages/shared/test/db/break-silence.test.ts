import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { sql } from 'kysely'
import type { ClientBase } from 'pg'
import { type Test, test } from 'tap'
import { openDatabase } from '../../src/db/client.ts'
import { isDatabaseUnavailable } from '../../src/db/failures.ts'
import { createLogger } from '../../src/logger.ts'

const SILENCE_MS = 150

test('break-silence: packets are swallowed, the query fails in time and the next has a new connection', async (t) => {
  const { db, network } = await openOverNetwork(t)
  await sql`select 1`.execute(db)
  network.swallow()
  const failure = await sql`select 1`.execute(db).catch((error: unknown) => error)
  t.ok(isDatabaseUnavailable(failure), String(failure))
  network.heal()
  t.match(await sql`select 2 as n`.execute(db), { rows: [{ n: 2 }] })
})

test('break-silence: packets are swallowed inside a transaction, its connection is not used again', async (t) => {
  const { db, network } = await openOverNetwork(t)
  const failure = await db
    .transaction()
    .execute(async (tx) => {
      await sql`select 1`.execute(tx)
      network.swallow()
      await sql`select 1`.execute(tx)
    })
    .catch((error: unknown) => error)
  t.ok(failure instanceof Error, String(failure))
  network.heal()
  t.match(await sql`select 3 as n`.execute(db), { rows: [{ n: 3 }] })
})

test('break-silence: packets are swallowed while a new connection is looked at, it is given up', async (t) => {
  let isFirst = true
  const { db, network } = await openOverNetwork(t, async (client) => {
    if (isFirst) network.swallow()
    isFirst = false
    await client.query('select 1')
  })
  t.ok((await sql`select 1`.execute(db).catch((error: unknown) => error)) instanceof Error)
  network.heal()
  t.match(await sql`select 5 as n`.execute(db), { rows: [{ n: 5 }] })
})

test('break-silence: no query was sent, the connection is kept', async (t) => {
  const { pool } = await openOverNetwork(t)
  const client = await pool.connect()
  t.teardown(() => client.release())
  await client.query('listen something')
  await sleep(3 * SILENCE_MS) // the silence itself
  t.match(await client.query('select 4 as n'), { rows: [{ n: 4 }] })
})

async function openOverNetwork(t: Test, onConnect?: (client: ClientBase) => Promise<void>) {
  const database = await createTestDatabase(t)
  const network = await startNetwork(t, Number(new URL(database.url).port))
  const url = new URL(database.url)
  url.port = String(network.port)
  const opened = openDatabase({
    connectionString: url.href,
    applicationName: 'break-silence-test',
    maxConnections: 1,
    log: createLogger({ service: 'test', level: 'silent' }),
    longestSilenceMs: SILENCE_MS,
    ...(onConnect ? { onConnect } : {}),
  })
  t.teardown(() => opened.pool.end())
  return { ...opened, network }
}

/** Passes everything on, until it swallows. Connections from before never learn what became of them. */
async function startNetwork(t: Test, port: number) {
  let swallowing = false
  const links: { dead: boolean; sockets: readonly Socket[] }[] = []
  const server = createServer((client) => {
    const postgres = connect({ host: '127.0.0.1', port })
    const link = { dead: swallowing, sockets: [client, postgres] }
    links.push(link)
    client.on('data', (bytes: Buffer) => void (link.dead || postgres.write(bytes)))
    postgres.on('data', (bytes: Buffer) => void (link.dead || client.write(bytes)))
    for (const socket of link.sockets) socket.on('error', () => socket.destroy())
    client.on('close', () => postgres.destroy())
    postgres.on('close', () => link.dead || client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    for (const socket of links.flatMap(({ sockets }) => sockets)) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The network has no port.')
  return {
    port: address.port,
    swallow: () => {
      swallowing = true
      for (const link of links) link.dead = true
    },
    heal: () => {
      swallowing = false
    },
  }
}
