import type { Db } from '@dutybell/shared/db/client'
import type { Waker } from '@dutybell/shared/outbox/wake'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ADMIN_PROBLEMS, ADMIN_SECURITY } from '../http/admin-route.ts'
import { releaseTemplate } from './release-template.ts'
import { Template, TemplateParams } from './schemas.ts'

export interface TemplateRoutesOptions {
  readonly ctx: { readonly db: Db; readonly waker: Waker }
}

export const templateRoutes: FastifyPluginAsyncTypebox<TemplateRoutesOptions> = async (app, { ctx }) => {
  app.post(
    '/:name/release',
    {
      schema: {
        tags: ['channels'],
        summary: 'Let a held template go',
        description: 'What was held with it is sent, and nothing else.',
        security: ADMIN_SECURITY,
        params: TemplateParams,
        response: { 200: Template },
      },
      config: { problems: [...ADMIN_PROBLEMS, 'template_not_found'] },
    },
    async (request) => releaseTemplate(ctx, request.params.name),
  )
}
