import type { FastifyInstance } from 'fastify'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** A request that is on its way arrives within milliseconds. */
const ARRIVAL_MS = 1_000

/**
 * When the server closes, connections on which a request has begun but does not arrive are closed too: nothing of it was done. A
 * connection whose request is being served is closed after the answer; kept alive, it would delay the end of the process.
 */
export function endUnfinishedRequests(app: FastifyInstance): void {
  const sockets = new Map<Socket, IncomingMessage | undefined>()
  let timer: NodeJS.Timeout | undefined
  app.server.on('connection', (socket: Socket) => {
    sockets.set(socket, undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  app.server.on('request', (request, response) => {
    sockets.set(request.socket, request)
    response.once('finish', () => {
      if (sockets.get(request.socket) === request) sockets.set(request.socket, undefined)
    })
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (timer !== undefined) reply.header('connection', 'close')
    done()
  })
  app.addHook('preClose', (done) => {
    timer = setTimeout(() => {
      for (const [socket, request] of sockets) if (request?.complete !== true) socket.destroy()
    }, ARRIVAL_MS)
    done()
  })
  app.addHook('onClose', async () => clearTimeout(timer))
}
