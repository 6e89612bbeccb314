import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ADMIN_PROBLEMS, ADMIN_SECURITY } from '../http/admin-route.ts'
import { pageOf } from '../http/page.ts'
import { IdParams } from '../http/schemas.ts'
import { type ChangeContext, changeRegistration } from './change-registration.ts'
import { listRegistrations } from './list-registrations.ts'
import { presentRegistration } from './present.ts'
import { readRegistration } from './read-registration.ts'
import { RegistrationDetails } from './details-schemas.ts'
import { ChangeRegistration, ListRegistrations, Registration } from './schemas.ts'

const TAGS = ['registrations']

export const registrationRoutes: FastifyPluginAsyncTypebox<{ ctx: ChangeContext }> = async (app, { ctx }) => {
  app.get(
    '',
    {
      schema: {
        tags: TAGS,
        summary: 'List registrations',
        security: ADMIN_SECURITY,
        querystring: ListRegistrations,
        response: { 200: pageOf(Registration) },
      },
      config: { problems: ADMIN_PROBLEMS },
    },
    async (request) => listRegistrations(ctx, request.query),
  )

  app.get(
    '/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Read a registration, whether the number is suppressed, and what came from it',
        security: ADMIN_SECURITY,
        params: IdParams,
        response: { 200: RegistrationDetails },
      },
      config: { problems: [...ADMIN_PROBLEMS, 'registration_not_found'] },
    },
    async (request) => readRegistration(ctx, request.params.id),
  )

  app.patch(
    '/:id',
    {
      schema: {
        tags: TAGS,
        summary: 'Change a registration',
        description:
          'Unsent messages follow a corrected address, and are withdrawn from a channel the person leaves.',
        security: ADMIN_SECURITY,
        params: IdParams,
        body: ChangeRegistration,
        response: { 200: Registration },
      },
      config: { problems: [...ADMIN_PROBLEMS, 'registration_not_found', 'registration_exists'] },
    },
    async (request) => presentRegistration(await changeRegistration(ctx, request.params.id, request.body)),
  )
}
