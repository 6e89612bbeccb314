import cors, { type FastifyCorsOptions } from '@fastify/cors'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'

const PREFLIGHT_SECONDS = 600

/** Bounds the memory and the log: the header is anybody's text. */
const MAX_LOGGED_ORIGINS = 100

/** Lets pages of the given origins call the routes of `app`, whose paths are all below its prefix; `:*` is any port. */
export async function openToOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.includes('*')) return allow(app, '*')
  const logged = new Set<string>()
  app.addHook('onRequest', (request, _, done) => {
    const { origin, host } = request.headers
    if (origin !== undefined && !isOwn(origin, host) && !isAllowed(origins, origin))
      noteRefused(request.log, isOrigin(origin) ? origin : 'null')
    done()
  })
  if (origins.length > 0)
    await allow(app, (origin, decide) => decide(null, origin !== undefined && isAllowed(origins, origin)))

  function noteRefused(log: FastifyBaseLogger, origin: string): void {
    if (logged.has(origin) || logged.size === MAX_LOGGED_ORIGINS) return
    logged.add(origin)
    log.warn({ origin }, describeRefused(origins, origin))
    if (logged.size === MAX_LOGGED_ORIGINS)
      log.warn(`${MAX_LOGGED_ORIGINS} refused origins are in the log; further ones are not logged`)
  }
}

async function allow(app: FastifyInstance, origin: NonNullable<FastifyCorsOptions['origin']>): Promise<void> {
  await app.register(cors, {
    origin,
    methods: ['POST'],
    allowedHeaders: ['content-type', 'idempotency-key', 'traceparent', 'x-request-id'],
    exposedHeaders: [
      'etag',
      'idempotency-replayed',
      'location',
      'ratelimit-limit',
      'ratelimit-remaining',
      'ratelimit-reset',
      'retry-after',
      'x-request-id',
    ],
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  })
  app.options('', { schema: { hide: true } }, async (_, reply) => reply.code(204).send())
}

function isAllowed(origins: readonly string[], origin: string): boolean {
  return origins.includes(origin) || origins.includes(`${origin.replace(/:\d+$/, '')}:*`)
}

/** A page of this server: behind a proxy that ends TLS only the host is the same. */
function isOwn(origin: string, host: string | undefined): boolean {
  return URL.parse(origin)?.host === host
}

function isOrigin(origin: string): boolean {
  return /^https?:/.test(origin) && URL.parse(origin)?.origin === origin
}

function describeRefused(origins: readonly string[], origin: string): string {
  if (origin === 'null')
    return 'A page without an origin, such as a file that a browser opened, was refused (CORS): serve it from a web server and add its origin to CORS_ORIGINS'
  return `A page of ${origin} was refused (CORS). If it is yours, set CORS_ORIGINS=${[...origins, origin].join(',')}`
}
