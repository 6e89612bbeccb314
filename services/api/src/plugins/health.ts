import type { Db } from '@dutybell/shared/db/client'
import { pendingMigrations } from '@dutybell/shared/db/pending-migrations'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'

const Health = Type.Object({ status: Type.Literal('ok') }, { title: 'Health', description: 'All is well.' })

/** livez: the process answers. readyz: it can serve, as the database is reachable and migrated. */
export const healthRoutes: FastifyPluginAsyncTypebox<{ db: Db }> = async (app, { db }) => {
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
      const pending = await pendingMigrations(db)
      if (pending.length > 0) {
        throw new AppError(
          'not_ready',
          `The database lacks migrations (${pending.join(', ')}): run pnpm migrate.`,
        )
      }
      return { status: 'ok' as const }
    },
  )
}
