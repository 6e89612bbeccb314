import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route also answers with CSV. */
    csv?: boolean
  }
}

// As they are sent: a client may accept a type with its parameters.
const JSON_TYPE = 'application/json; charset=utf-8'
export const CSV_TYPE = 'text/csv; charset=utf-8; header=present'

/** Routes of `app` with `config.csv` answer with what `Accept` prefers, the others refuse a request that accepts CSV only. */
export function negotiateCsv(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.csv === true) return void reply.header('vary', 'authorization, accept')
    const accepted = acceptedTypes(request)
    if (accepted.includes(CSV_TYPE) && !accepted.includes(JSON_TYPE)) {
      throw new AppError('not_acceptable', 'This has no CSV: accept application/json.')
    }
  })
}

/** CSV is preferred, or the only one of the two; what accepts neither gets JSON. */
export function wantsCsv(request: FastifyRequest): boolean {
  return acceptedTypes(request)[0] === CSV_TYPE
}

/** The preferred one first. */
function acceptedTypes({ raw }: FastifyRequest): string[] {
  return new Negotiator(raw).mediaTypes([JSON_TYPE, CSV_TYPE])
}
