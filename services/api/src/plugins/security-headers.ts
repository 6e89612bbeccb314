import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'
import { IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

const HSTS_SECONDS = 31_536_000 // a year, the least that browsers' lists of HTTPS hosts accept

/**
 * What comes back is data: nothing in it may run, be framed, or be read by another origin's page (the public routes'
 * CORS aside). The page at /docs loads its own scripts and styles, and nothing from elsewhere.
 */
export function sendSecurityHeaders(app: FastifyInstance): void {
  const headers = securityHeaders()
  app.addHook('onRequest', (_, reply, done) => {
    reply.headers(headers)
    done()
  })
}

/** They are the same for every answer, so helmet is asked once: its plugin for Fastify builds all of it anew for each request. */
function securityHeaders(): OutgoingHttpHeaders {
  const request = new IncomingMessage(new Socket())
  const answer = new ServerResponse(request)
  const setHeaders = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    hsts: { maxAge: HSTS_SECONDS, includeSubDomains: false }, // what else runs beside us is not ours to decide
    referrerPolicy: { policy: 'no-referrer' },
  })
  setHeaders(request, answer, () => undefined)
  return { ...answer.getHeaders() }
}
