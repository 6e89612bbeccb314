import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { toProblem } from './problem-details.ts'

type Unanswered = Map<IncomingMessage, ServerResponse>

/**
 * Input that Node's HTTP parser refuses never becomes a request: the answer is written to the socket. Complete requests before it
 * are answered first.
 */
export class ClientErrors {
  readonly #unanswered = new WeakMap<Socket, Unanswered>()
  readonly #refused = new WeakSet<Socket>()

  watch({ server }: FastifyInstance): void {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const unanswered: Unanswered = this.#unanswered.get(request.socket) ?? new Map()
      this.#unanswered.set(request.socket, unanswered.set(request, response))
      response.once('close', () => unanswered.delete(request))
    })
  }

  readonly answer = (error: Error & { code?: string }, socket: Socket): void => {
    if (socket.destroyed || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    if (this.#refused.has(socket)) return // once is enough, however much more comes
    this.#refused.add(socket)
    void this.#refuseInTurn(socket)
  }

  async #refuseInTurn(socket: Socket): Promise<void> {
    const whole = [...(this.#unanswered.get(socket) ?? [])].filter(([request]) => request.complete)
    await Promise.all(whole.map(([, response]) => once(response, 'close')))
    if (socket.destroyed || !socket.writable) return
    const detail = 'Malformed HTTP request: check the request line and headers.'
    const about = { instance: '/', request_id: randomUUID() }
    const body = JSON.stringify(toProblem(new AppError('malformed_request', detail), about))
    const lines = [
      'HTTP/1.1 400 Bad Request',
      'content-type: application/problem+json',
      `x-request-id: ${about.request_id}`,
      'connection: close',
      `content-length: ${Buffer.byteLength(body)}`,
    ]
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
  }
}
