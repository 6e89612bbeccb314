import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { IF_MATCH, nothing } from '../http/headers.ts'
import { IdParams } from '../http/schemas.ts'
import { type ErasingContext, eraseRegistration } from './erase-registration.ts'
import { ErasedRegistrations, EraseRegistrations, eraseRegistrations } from './erase-registrations.ts'

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

  app.post(
    '/erase',
    {
      schema: {
        tags: ['registrations'],
        operationId: 'erase_registrations',
        summary: 'Erase all people who were registered within a time',
        description:
          'Each as `DELETE /v1/registrations/:id` does, in a transaction of their own; at most 1,000 per call, a repetition with the remaining count goes on. It cannot be undone. A dry run returns the `expected_count`. No answer is kept for an Idempotency-Key: the count guards a repetition.',
        security: ADMIN_SECURITY,
        body: EraseRegistrations,
        response: { 200: ErasedRegistrations },
      },
      config: { problems: ['expected_count_differs'] },
    },
    async (request) => eraseRegistrations(withActor(ctx, request), request.body),
  )
}
