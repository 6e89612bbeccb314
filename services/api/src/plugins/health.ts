import type { Db } from '@dutybell/shared/db/client'
import { readSchemaFiles } from '@dutybell/shared/db/schema-files'
import { readSchemaState, whyUnusable } from '@dutybell/shared/db/schema-state'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'

const Health = Type.Object({ status: Type.Literal('ok') }, { title: 'Health', description: 'Healthy.' })

/** `/livez`: the process answers. `/readyz`: the database is reachable, and its schema fits this release. */
export const healthRoutes: FastifyPluginAsyncTypebox<{ db: Db }> = async (app, { db }) => {
  const schema = await readSchemaFiles()
  app.addHook('onRequest', async (_, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/livez',
    {
      schema: {
        tags: ['health'],
        operationId: 'read_liveness',
        summary: 'Whether the process runs',
        response: { 200: Health },
      },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/readyz',
    {
      schema: {
        tags: ['health'],
        operationId: 'read_readiness',
        summary: 'Whether requests can be served',
        response: { 200: Health },
      },
      config: { problems: ['not_ready', 'database_unavailable'] },
    },
    async () => {
      const reasons = whyUnusable(schema, await readSchemaState(db))
      if (reasons.length > 0) throw new AppError('not_ready', reasons.join(' '))
      return { status: 'ok' as const }
    },
  )
}
