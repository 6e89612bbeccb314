import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, withHeaders } from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { withView } from '../pii/personal-view.ts'
import { releaseTemplate, type ReleasingContext } from './release-template.ts'
import { ReleaseQuery, Template, TemplateParams } from './schemas.ts'

export interface TemplateRoutesOptions {
  readonly ctx: ReleasingContext
}

export const templateRoutes: FastifyPluginAsyncTypebox<TemplateRoutesOptions> = async (app, { ctx }) => {
  app.post(
    '/:name/release',
    {
      schema: {
        tags: ['channels'],
        operationId: 'release_template',
        summary: 'Release a held template',
        description: 'Its held deliveries are sent: in one language, or in each.',
        security: ADMIN_SECURITY,
        params: TemplateParams,
        querystring: ReleaseQuery,
        headers: Type.Object(IDEMPOTENCY_KEY),
        response: { 200: withHeaders(Template, IDEMPOTENCY_REPLAYED) },
      },
      config: { problems: ['template_not_found', ...IDEMPOTENCY_PROBLEMS] },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => ({
        status: 200,
        body: await releaseTemplate(
          withView(ctx, request),
          request.params.name,
          request.query.language ?? null,
        ),
        registration_id: null,
      })),
  )
}
