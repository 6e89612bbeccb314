import rateLimit from '@fastify/rate-limit'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'

const count = (description: string) => ({ type: 'integer', minimum: 0, description })

/** The headers that tell how much is left (draft-ietf-httpapi-ratelimit-headers, the fields of its draft 6). */
export const RATE_LIMIT = {
  'RateLimit-Limit': count('Requests that an address may make per minute.'),
  'RateLimit-Remaining': count('How many are left.'),
  'RateLimit-Reset': count('Seconds until all are there again.'),
}

/** Limits each client address over the routes of `app`, except callers with a key; 0 per minute is no limit. */
export async function limitPerAddress(app: FastifyInstance, per_minute: number): Promise<void> {
  if (per_minute === 0) return
  await app.register(rateLimit, {
    max: per_minute,
    timeWindow: '1 minute',
    allowList: ({ caller }) => caller !== null,
    enableDraftSpec: true,
    errorResponseBuilder: (_, { ttl }) =>
      new AppError(
        'rate_limited',
        'Too many registrations from one address. Try again after Retry-After seconds.',
        {
          retry_after_seconds: Math.ceil(ttl / 1_000),
        },
      ),
  })
}
