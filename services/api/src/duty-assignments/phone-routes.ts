import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { ETAG, IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, withHeaders } from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { IdParams } from '../http/schemas.ts'
import { etagOfDuty, presentDutyAssignment } from './present.ts'
import { DutyAssignment } from './schemas.ts'
import { type TellContext, tellByPhone } from './tell-by-phone.ts'
import { viewOf } from '../pii/personal-view.ts'

const MAX_NOTE_CHARACTERS = 500

const ToldByPhone = Type.Object(
  {
    version: Type.Integer({
      minimum: 1,
      maximum: 2_147_483_647,
      description: 'The version that the person was told; it must be the present one.',
    }),
    note: Type.Optional(
      Type.String({ maxLength: MAX_NOTE_CHARACTERS, description: 'Deleted when the person is erased.' }),
    ),
  },
  {
    title: 'ToldByPhone',
    additionalProperties: false,
    examples: [{ version: 3, note: 'Spoke to his brother.' }],
  },
)
export type ToldByPhone = Static<typeof ToldByPhone>

export const phoneRoutes: FastifyPluginAsyncTypebox<{ ctx: TellContext }> = async (app, { ctx }) => {
  app.post(
    '/:id/told-by-phone',
    {
      schema: {
        tags: ['duty assignments'],
        security: ADMIN_SECURITY,
        operationId: 'tell_duty_by_phone',
        summary: 'Tick off that the person was told of the duty as it is',
        description:
          'The duty leaves the call list, with the corrections that were owed. A later change of the duty takes the tick back.',
        params: IdParams,
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: ToldByPhone,
        response: { 200: withHeaders(DutyAssignment, { ...ETAG, ...IDEMPOTENCY_REPLAYED }) },
      },
      config: {
        problems: [
          'duty_assignment_not_found',
          'precondition_failed',
          'registration_erased',
          ...IDEMPOTENCY_PROBLEMS,
        ],
      },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const duty = await tellByPhone(ctx, request.params.id, request.body)
        return {
          status: 200,
          headers: { etag: etagOfDuty(duty) },
          body: presentDutyAssignment(duty, viewOf(request)),
          registration_id: duty.registration_id,
        }
      }),
  )
}
