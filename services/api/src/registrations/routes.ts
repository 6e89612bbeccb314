import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { etagOf, matchesIfNoneMatch } from '../http/etag.ts'
import {
  ETAG,
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_REPLAYED,
  IF_MATCH,
  IF_NONE_MATCH,
  NotModified,
  withHeaders,
} from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { pageOf } from '../http/page.ts'
import { IdParams } from '../http/schemas.ts'
import { seesPersonalData, viewOf, withView } from '../pii/personal-view.ts'
import { type ChangeContext, changeRegistration } from './change-registration.ts'
import { listRegistrations } from './list-registrations.ts'
import { answerList } from '../csv/answer-csv.ts'
import { presentRegistration, REGISTRATION_TABLE } from './present.ts'
import { readRegistration } from './read-registration.ts'
import { KeepNumber, RegistrationDetails } from './details-schemas.ts'
import { keepNumber } from './number-change.ts'
import { ChangeRegistration, ListRegistrations, Registration } from './schemas.ts'

const TAGS = ['registrations']

export const registrationRoutes: FastifyPluginAsyncTypebox<{ ctx: ChangeContext }> = async (app, { ctx }) => {
  app.get(
    '',
    {
      schema: {
        tags: TAGS,
        operationId: 'list_registrations',
        summary: 'List registrations',
        security: ADMIN_SECURITY,
        querystring: ListRegistrations,
        response: { 200: pageOf(Registration, 'Registrations') },
      },
      config: { csv: true },
    },
    async (request, reply) =>
      answerList({ request, reply }, REGISTRATION_TABLE, (query) =>
        listRegistrations(withView(ctx, request), query),
      ),
  )

  app.get(
    '/:id',
    {
      schema: {
        tags: TAGS,
        operationId: 'read_registration',
        summary: 'Read a registration with its suppression and inbound messages',
        security: ADMIN_SECURITY,
        params: IdParams,
        headers: Type.Object(IF_NONE_MATCH),
        response: { 200: withHeaders(RegistrationDetails, ETAG), 304: NotModified },
      },
      config: { problems: ['registration_not_found'] },
    },
    async (request, reply) => {
      const registration = await readRegistration(withView(ctx, request), request.params.id)
      if (!seesPersonalData(request)) return registration // masked answers have no ETag
      const { version, suppression, number_change, inbound_messages } = registration
      const messages = inbound_messages.map(({ id, delivery_id }) => [id, delivery_id])
      const changed = [number_change?.at, number_change?.decided_at]
      const etag = etagOf(version, { suppression, changed, messages })
      reply.header('etag', etag)
      if (matchesIfNoneMatch(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return registration
    },
  )

  app.patch(
    '/:id',
    {
      schema: {
        tags: TAGS,
        operationId: 'change_registration',
        summary: 'Change a registration',
        description:
          'Unsent messages go to a corrected address, and are withdrawn from a channel that the person leaves.',
        security: ADMIN_SECURITY,
        params: IdParams,
        headers: Type.Object(IF_MATCH),
        body: ChangeRegistration,
        response: { 200: withHeaders(Registration, ETAG) },
      },
      config: {
        problems: ['registration_not_found', 'registration_exists', 'precondition_failed'],
      },
    },
    async (request, reply) => {
      const { params, body, headers } = request
      const registration = await changeRegistration(
        withActor(ctx, request),
        params.id,
        body,
        headers['if-match'],
      )
      if (seesPersonalData(request)) reply.header('etag', etagOf(registration.version))
      return presentRegistration(registration, viewOf(request))
    },
  )

  app.post(
    '/:id/number-change',
    {
      schema: {
        tags: TAGS,
        operationId: 'keep_number',
        summary: 'Keep the number although WhatsApp reported a new one',
        description:
          'Releases the messages that were held for the change. To use the new number, change `phone_number` of the registration instead.',
        security: ADMIN_SECURITY,
        params: IdParams,
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: KeepNumber,
        response: { 200: withHeaders(RegistrationDetails, IDEMPOTENCY_REPLAYED) },
      },
      config: {
        problems: ['registration_not_found', 'number_change_not_found', ...IDEMPOTENCY_PROBLEMS],
      },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        await keepNumber(ctx, request.params.id)
        const body = await readRegistration(withView(ctx, request), request.params.id)
        return { status: 200, body, registration_id: body.id }
      }),
  )
}
