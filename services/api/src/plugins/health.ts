import { readSchemaFiles } from '@dutybell/shared/db/schema-files'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Pool } from 'pg'
import { Type } from 'typebox'
import { checkReadiness } from './readiness.ts'

const Health = Type.Object({ status: Type.Literal('ok') }, { title: 'Health', description: 'Healthy.' })

/** `/livez`: the process answers. `/readyz`: the database is reachable and takes writes, and its schema fits this release. */
export const healthRoutes: FastifyPluginAsyncTypebox<{ pool: Pool }> = async (app, { pool }) => {
  const schema = await readSchemaFiles()
  let running: Promise<void> | undefined // one check at a time, however often a stranger asks
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
      config: { problems: ['not_ready', 'overloaded', 'database_unavailable'] },
    },
    async () => {
      running ??= checkReadiness(pool, schema).finally(() => (running = undefined))
      await running
      return { status: 'ok' as const }
    },
  )
}
