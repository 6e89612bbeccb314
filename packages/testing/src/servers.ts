import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Test } from 'tap'

type T = Pick<Test, 'teardown'>

function portOf(server: net.Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

/** A raw TCP server; every socket is destroyed at teardown. */
export async function listenTcp(t: T, onSocket: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    onSocket(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return portOf(server)
}

export interface SeenRequest {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
  /** The body as it came. */
  readonly bytes: Buffer
}

/** An HTTP server that reads the whole request before it calls `answer`. */
export async function listenHttp(
  t: T,
  answer: (response: http.ServerResponse, request: SeenRequest) => unknown,
): Promise<{ base_url: string; seen: SeenRequest[] }> {
  const seen: SeenRequest[] = []
  const server = http.createServer((request, response) => {
    void buffer(request).then((bytes) => {
      const { method, url, headers } = request
      const one = { method, url, headers, bytes, body: bytes.toString() }
      seen.push(one)
      answer(response, one)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return { base_url: `http://127.0.0.1:${portOf(server)}`, seen }
}

/** A port of this machine without a listener. */
export async function closedPort(): Promise<number> {
  const server = net.createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}
