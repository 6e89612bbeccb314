import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { IF_MATCH, nothing } from '../http/headers.ts'
import { IdParams } from '../http/schemas.ts'
import { type ErasingContext, eraseRegistration } from './erase-registration.ts'

export const erasureRoutes: FastifyPluginAsyncTypebox<{ ctx: Omit<ErasingContext, 'actor'> }> = async (
  app,
  { ctx },
) => {
  app.delete(
    '/:id',
    {
      schema: {
        tags: ['registrations'],
        operationId: 'erase_registration',
        summary: 'Erase a person',
        description:
          'Removes name, number and address everywhere, withdraws unsent messages and cancels the duties. It cannot be undone. Counts are kept.',
        security: ADMIN_SECURITY,
        params: IdParams,
        headers: Type.Object(IF_MATCH),
        response: { 204: nothing('The person is erased.') },
      },
      config: { problems: ['registration_not_found', 'precondition_failed'] },
    },
    async (request, reply) => {
      const { params, headers } = request
      await eraseRegistration(withActor(ctx, request), params.id, headers['if-match'])
      return reply.code(204).send()
    },
  )
}
