import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** What Node would answer by itself, without a problem document, or leave open. The server is made without its own look at Host. */
export function enforceSingleHostHeader(app: FastifyInstance): void {
  // An expectation other than 100-continue may be ignored: RFC 9110, section 10.1.1.
  app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    app.server.emit('request', request, response)
  })

  // Node does not tell of faults of what follows on a connection where another protocol was asked for. Ahead of Fastify,
  // which runs no hook where it cannot read the address.
  app.server.prependListener('request', ({ headers }: IncomingMessage, response: ServerResponse) => {
    if (headers.upgrade !== undefined) response.setHeader('connection', 'close')
  })

  app.addHook('onRequest', ({ raw }, _, done) => {
    // RFC 9112, section 3.2; two that differ may lead a proxy and us to different places.
    if (raw.httpVersion === '1.1' && hostsNamed(raw) !== 1) {
      done(new AppError('malformed_request', 'Name the host once: a request has exactly one header Host.'))
    } else done()
  })
}

function hostsNamed({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length
}
