import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'

const PAGES = /^\/(?:docs|console)/ // they have answers of their own for other methods

/** Collects all routes; the returned function, called after the last route, answers other methods on their paths. */
export function watchMethods(app: FastifyInstance): () => void {
  const methods_of = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods_of.get(url) ?? new Set()
    for (const name of [method].flat()) known.add(name)
    methods_of.set(url, known)
  })

  return () => {
    for (const [url, known] of [...methods_of].filter(([url]) => !url.endsWith('*') && !PAGES.test(url))) {
      refuse(app, url, known)
    }
  }
}

function refuse(app: FastifyInstance, url: string, known: ReadonlySet<string>): void {
  const method = app.supportedMethods.filter((name) => !known.has(name))
  const allow = [...known].toSorted().join(', ')
  if (method.length === 0) return
  app.route({
    method,
    url,
    schema: { hide: true },
    onRequest: async (request, reply) => {
      reply.header('allow', allow)
      throw new AppError('method_not_allowed', `${request.method} is not possible here; use ${allow}.`)
    },
    handler: () => undefined,
  })
}
