import { AppError } from '@dutybell/shared/errors'
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { toProblem } from './problem-details.ts'

/** What Node's HTTP parser refuses never becomes a request: the answer goes straight to the socket. */
export function clientErrorAnswerer(public_url: string | undefined) {
  return function answerClientError(error: Error & { code?: string }, socket: Socket): void {
    if (socket.destroyed || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
    const detail = 'This is not HTTP that can be read: look at the request line and headers.'
    const about = { instance: '/', request_id: randomUUID(), public_url }
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
