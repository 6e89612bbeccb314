import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** It is kept in the log and in the audit log, where an erasure does not look. */
const LIKE_A_PHONE_NUMBER = /^\W*\d(?:[_.:-]?\d){6,14}$/

/** The caller's own id where it is one, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id']
  const is_id =
    typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) && !LIKE_A_PHONE_NUMBER.test(given)
  return is_id ? given : randomUUID()
}

export function echoRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
}
