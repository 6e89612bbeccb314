import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

const HSTS_SECONDS = 31_536_000 // a year, the least that browsers' lists of HTTPS hosts accept

/**
 * What comes back is data: nothing in it may run, be framed, or be read by another origin's page (the public routes'
 * CORS aside). The page at /docs loads its own scripts and styles, and nothing from elsewhere.
 */
export async function sendSecurityHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    hsts: { maxAge: HSTS_SECONDS, includeSubDomains: false }, // what else runs beside us is not ours to decide
    referrerPolicy: { policy: 'no-referrer' },
  })
}
