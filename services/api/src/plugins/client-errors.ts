import { AppError } from '@dutybell/shared/errors'
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { toProblem } from './problem-details.ts'

/** Input that Node's HTTP parser refuses never becomes a request: the answer is written to the socket. */
export function refuseMalformed(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket): void {
  if (error.code === 'ECONNRESET') return void socket.destroy()
  if (!socket.writable) return // refused already; the parser fails again at each further chunk
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
  // A client does not read the body of an answer to HEAD.
  const is_head = Buffer.isBuffer(error.rawPacket) && error.rawPacket.toString('latin1').startsWith('HEAD ')
  socket.end(`${lines.join('\r\n')}\r\n\r\n${is_head ? '' : body}`)
}
