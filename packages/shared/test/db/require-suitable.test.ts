import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { test } from 'tap'
import { requireSuitable } from '../../src/db/require-suitable.ts'

test('require-suitable: the server takes one connection more and no second, it is enough for the look', async (t) => {
  const url = new URL((await createTestDatabase(t)).url)
  const { hostname: host, port } = url
  let taken = 0
  const server = createServer((client) => {
    taken += 1
    if (taken > 1) return client.destroy()
    const postgres = connect({ host, port: Number(port) })
    client.pipe(postgres).pipe(client)
    for (const socket of [client, postgres]) socket.on('error', () => undefined)
  })
  t.teardown(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  await requireSuitable(url.href, 'Asia/Kolkata', 'notifier')
  t.equal(taken, 1)
})
