import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'
import type { IncomingMessage } from 'node:http'

/** Requires exactly one Host header (RFC 9112, section 3.2): a proxy and this server could otherwise use different hosts. */
export function enforceSingleHostHeader(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _, done) => {
    if (raw.httpVersion === '1.1' && hostsNamed(raw) !== 1) {
      done(new AppError('malformed_request', 'Send exactly one Host header.'))
    } else done()
  })
}

function hostsNamed({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length
}
