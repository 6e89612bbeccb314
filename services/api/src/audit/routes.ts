import type { Db } from '@dutybell/shared/db/client'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { pageOf } from '../http/page.ts'
import { listAuditLog } from './list-audit-log.ts'
import { AuditEntry, ListAuditLog } from './schemas.ts'

export const auditRoutes: FastifyPluginAsyncTypebox<{ ctx: { readonly db: Db } }> = async (app, { ctx }) => {
  app.get(
    '',
    {
      schema: {
        tags: ['audit log'],
        operationId: 'list_audit_log',
        summary: 'List the audit log',
        security: ADMIN_SECURITY,
        querystring: ListAuditLog,
        response: { 200: pageOf(AuditEntry, 'AuditLog') },
      },
    },
    async (request) => listAuditLog(ctx, request.query),
  )
}
