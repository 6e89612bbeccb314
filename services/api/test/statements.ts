import { connect, createServer } from 'node:net'
import type { Test } from 'tap'

/** A proxy in front of Postgres that notes each statement and each round trip (a Sync or a simple Query) of its clients. */
export async function watchStatements(t: Test, database_url: string) {
  const { hostname: host, port } = new URL(database_url)
  const seen = { statements: new Array<string>(), round_trips: 0 }
  const server = createServer((client) => {
    const postgres = connect({ host, port: Number(port) })
    const read = messageReader((type, body) => {
      if (type === 'P') seen.statements.push(body.subarray(body.indexOf(0) + 1).toString())
      if (type === 'Q') seen.statements.push(body.toString())
      if (type === 'S' || type === 'Q') seen.round_trips += 1
    })
    client.on('data', read)
    client.pipe(postgres).pipe(client)
    for (const socket of [client, postgres]) socket.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.')
  const url = new URL(database_url)
  url.hostname = '127.0.0.1'
  url.port = String(address.port)
  return { url: url.href, seen }
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
