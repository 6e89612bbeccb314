import { AppError } from '@dutybell/shared/errors'
import type { Socket } from 'node:net'
import { toProblem } from './problem-details.ts'

/** What Node's HTTP parser refuses never becomes a request: the answer goes straight to the socket. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (socket.destroyed || !socket.writable || error.code === 'ECONNRESET') return void socket.destroy()
  const problem = toProblem(
    new AppError(
      'malformed_request',
      'This is not HTTP that can be read: look at the request line and headers.',
    ),
    '/',
  )
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
