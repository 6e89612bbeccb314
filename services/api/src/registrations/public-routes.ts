import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { OPTIONAL_KEY_SECURITY } from '../http/admin-route.ts'
import { etagOf } from '../http/etag.ts'
import { ETAG, IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, LOCATION, withHeaders } from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { readTraceparent } from '../http/traceparent.ts'
import { Type } from 'typebox'
import type { KeyRing } from '../keys/key-ring.ts'
import { AS_GIVEN } from '../pii/personal-view.ts'
import { OPTIONAL_KEY_PROBLEMS, recogniseKey } from '../plugins/optional-key.ts'
import { unauthorized } from '../plugins/admin-auth.ts'
import { shedLoadAfter } from '../plugins/load-shedding.ts'
import { openToOrigins } from '../plugins/public-cors.ts'
import { type AddressLimit, limitPerAddress, RATE_LIMIT } from '../plugins/public-limits.ts'
import { createRegistration, type RegisteringContext } from './create-registration.ts'
import { presentRegistration } from './present.ts'
import { CreateRegistration, Registration } from './schemas.ts'

export interface PublicRegistrationOptions {
  readonly ctx: RegisteringContext
  readonly keys: KeyRing
  readonly cors_origins: readonly string[]
  readonly limit: AddressLimit
}

/** The sign-up form's route: open to everyone, within limits that a key does not have. */
export const publicRegistrationRoutes: FastifyPluginAsyncTypebox<PublicRegistrationOptions> = async (
  app,
  { ctx, keys, cors_origins, limit },
) => {
  await shedLoadAfter(app, () => openToOrigins(app, cors_origins))
  recogniseKey(app, keys)
  await limitPerAddress(app, limit)

  app.post(
    '',
    {
      schema: {
        tags: ['registrations'],
        operationId: 'register',
        summary: 'Register a person',
        description:
          'Sends `registration_received` on each channel of the person. Open to everyone within limits. A key with the scope `registrations` has none, may send nothing (`notify`), and the 409 names the registration that exists.',
        security: OPTIONAL_KEY_SECURITY,
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: CreateRegistration,
        response: {
          201: withHeaders(Registration, { ...LOCATION, ...ETAG, ...IDEMPOTENCY_REPLAYED }),
        },
      },
      config: {
        answer_headers: RATE_LIMIT,
        problems: [
          'registration_exists',
          ...IDEMPOTENCY_PROBLEMS,
          ...OPTIONAL_KEY_PROBLEMS,
          'rate_limited',
          'database_unavailable',
        ],
      },
    },
    async (request, reply) => {
      const by_key = request.caller !== null
      if (request.body.notify !== undefined && !by_key) throw unauthorized(reply)
      request.body.language ??= ctx.template_languages[0] // written out or not, it is the same body
      return answerOnce({ request, reply }, ctx, async (ctx) => {
        const traceparent = readTraceparent(request.headers.traceparent)
        const registration = await createRegistration(ctx, request.body, { traceparent, by_key })
        const { id, version } = registration
        return {
          status: 201,
          headers: { location: `/v1/registrations/${id}`, etag: etagOf(version) },
          body: presentRegistration(registration, AS_GIVEN),
          registration_id: id,
        }
      })
    },
  )
}
