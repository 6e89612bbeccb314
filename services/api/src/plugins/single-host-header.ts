import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Requires exactly one Host header, and answers cases that Node would answer without a problem document. */
export function enforceSingleHostHeader(app: FastifyInstance): void {
  // An expectation other than 100-continue may be ignored: RFC 9110, section 10.1.1.
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    app.server.emit('request', request, response)
  })

  // After an upgrade request Node reports no parse errors of the connection. Before Fastify, which runs no hook for a URL that
  // it cannot parse.
  app.server.prependListener('request', ({ headers }: IncomingMessage, response: ServerResponse) => {
    if (headers.upgrade !== undefined) response.setHeader('connection', 'close')
  })

  app.addHook('onRequest', ({ raw }, _, done) => {
    // RFC 9112, section 3.2: a proxy and this server could otherwise use different hosts.
    if (raw.httpVersion === '1.1' && hostsNamed(raw) !== 1) {
      done(new AppError('malformed_request', 'Send exactly one Host header.'))
    } else done()
  })
}

function hostsNamed({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length
}
