import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

/** A proxy in front of Postgres that notes what its clients ask, and can go away and come back. */
export async function startDatabaseProxy(t: Test, database_url: string) {
  const { hostname: host, port } = new URL(database_url)
  const seen = { statements: new Array<string>(), round_trips: 0 }
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    const postgres = connect({ host, port: Number(port) })
    for (const socket of [client, postgres]) {
      sockets.add(socket)
      socket.on('error', () => client.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    client.on(
      'data',
      messageReader((type, body) => {
        if (type === 'P') seen.statements.push(body.subarray(body.indexOf(0) + 1).toString())
        if (type === 'Q') seen.statements.push(body.toString())
        if (type === 'S' || type === 'Q') seen.round_trips += 1
      }),
    )
    client.pipe(postgres).pipe(client)
  })

  const goAway = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const comeBack = async (at = 0): Promise<number> => {
    await once(server.listen(at, '127.0.0.1'), 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('It listens on a port.')
    return address.port
  }

  const proxy_port = await comeBack()
  t.teardown(goAway)
  const url = new URL(database_url)
  url.hostname = '127.0.0.1'
  url.port = String(proxy_port)
  return { url: url.href, seen, goAway, comeBack: () => comeBack(proxy_port) }
}

/** Cuts a client's bytes into messages; the first one, which opens the connection, has no type. */
function messageReader(onMessage: (type: string, body: Buffer) => void): (bytes: Buffer) => void {
  let pending = Buffer.alloc(0)
  let opened = false
  return (bytes) => {
    pending = Buffer.concat([pending, bytes])
    for (;;) {
      const head = opened ? 1 : 0
      if (pending.length < head + 4) return
      const length = pending.readInt32BE(head)
      if (pending.length < head + length) return
      if (opened) onMessage(String.fromCharCode(pending[0] ?? 0), pending.subarray(head + 4, head + length))
      opened = true
      pending = pending.subarray(head + length)
    }
  }
}
