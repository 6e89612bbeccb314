import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { readTraceparent } from '../http/traceparent.ts'
import { openToOrigins } from '../plugins/public-cors.ts'
import { limitPerAddress } from '../plugins/public-limits.ts'
import { createRegistration, type RegisteringContext } from './create-registration.ts'
import { presentRegistration } from './present.ts'
import { CreateRegistration, Registration } from './schemas.ts'

export interface PublicRegistrationOptions {
  readonly ctx: RegisteringContext
  readonly cors_origins: readonly string[]
  readonly registrations_per_minute: number
}

/** The sign-up form's route: open to everyone, within limits. */
export const publicRegistrationRoutes: FastifyPluginAsyncTypebox<PublicRegistrationOptions> = async (
  app,
  { ctx, cors_origins, registrations_per_minute },
) => {
  await openToOrigins(app, cors_origins)
  await limitPerAddress(app, registrations_per_minute)

  app.post(
    '',
    {
      schema: {
        tags: ['registrations'],
        summary: 'Register a person',
        description: 'Sends `registration_received` on each channel the person can be reached on.',
        body: CreateRegistration,
        response: { 201: Registration },
      },
      config: { problems: ['invalid_input', 'registration_exists', 'rate_limited', 'database_unavailable'] },
    },
    async (request, reply) => {
      const traceparent = readTraceparent(request.headers.traceparent)
      const registration = await createRegistration(ctx, request.body, traceparent)
      reply.code(201).header('location', `/v1/registrations/${registration.id}`)
      return presentRegistration(registration)
    },
  )
}
