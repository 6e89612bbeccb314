import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'

/** A request that is on its way arrives within milliseconds. */
const ARRIVAL_MS = 1_000

/**
 * When the server closes, connections on which a request has begun but does not arrive are closed too: nothing of it was done. A
 * connection whose request is being served is closed after the answer; kept alive, it would delay the end of the process.
 *
 * Connections are observed by the channels of Node, because a host name with several addresses has a listener for each, and Fastify
 * shows, and waits for, one of them only.
 */
export function endUnfinishedRequests(app: FastifyInstance): void {
  const sockets = new Map<Socket, IncomingMessage | undefined>()
  let timer: NodeJS.Timeout | undefined
  let onLastClose: (() => void) | undefined

  const onSocket = (message: unknown): void => {
    const { socket } = Object(message)
    const address = app.server.address()
    const is_ours = address !== null && typeof address === 'object' && socket instanceof Socket
    if (!is_ours || socket.localPort !== address.port) return
    sockets.set(socket, undefined)
    socket.once('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) onLastClose?.()
    })
  }
  const onRequest = (message: unknown): void => {
    const { request } = Object(message)
    if (request instanceof IncomingMessage && sockets.has(request.socket))
      sockets.set(request.socket, request)
  }
  const onFinish = (message: unknown): void => {
    const { request } = Object(message)
    if (request instanceof IncomingMessage && sockets.get(request.socket) === request)
      sockets.set(request.socket, undefined)
  }

  app.addHook('onReady', async () => {
    subscribe('net.server.socket', onSocket)
    subscribe('http.server.request.start', onRequest)
    subscribe('http.server.response.finish', onFinish)
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
  app.addHook('onClose', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    onLastClose = resolve
    if (sockets.size > 0) await closed
    clearTimeout(timer)
    unsubscribe('net.server.socket', onSocket)
    unsubscribe('http.server.request.start', onRequest)
    unsubscribe('http.server.response.finish', onFinish)
  })
}
