import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, withHeaders } from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { IdParams } from '../http/schemas.ts'
import type { PresentContext } from './present.ts'
import { readDelivery } from './read-delivery.ts'
import { RETRY_REFUSALS } from './retry-refusals.ts'
import { RetriedDeliveries, RetryDeliveries, RetryDelivery } from './retry-schemas.ts'
import { retryDeliveries } from './retry-deliveries.ts'
import { type RetryContext, retryDelivery } from './retry-delivery.ts'
import { Delivery } from './schemas.ts'
import { withView } from '../pii/personal-view.ts'

const COMMON = { tags: ['deliveries'], security: ADMIN_SECURITY }

export const retryRoutes: FastifyPluginAsyncTypebox<{
  ctx: RetryContext & Omit<PresentContext, 'view'>
}> = async (app, { ctx }) => {
  app.post(
    '/:id/retry',
    {
      schema: {
        ...COMMON,
        operationId: 'retry_delivery',
        summary: 'Retry a delivery',
        description:
          'Queues a delivery that failed, is held or in doubt again, with its full number of attempts. Refused where the message is not true any more or the recipient opted out; a delivery that may have arrived needs `confirm_duplicate`. The retry is recorded.',
        params: IdParams,
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: RetryDelivery,
        response: { 200: withHeaders(Delivery, IDEMPOTENCY_REPLAYED) },
      },
      config: {
        body_optional: true,
        problems: ['delivery_not_found', ...RETRY_REFUSALS, ...IDEMPOTENCY_PROBLEMS],
      },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const { confirm_duplicate = false } = request.body
        await retryDelivery(ctx, request.params.id, confirm_duplicate)
        const body = await readDelivery(withView(ctx, request), request.params.id)
        return { status: 200, body, registration_id: body.registration_id }
      }),
  )

  app.post(
    '/retry',
    {
      schema: {
        ...COMMON,
        operationId: 'retry_deliveries',
        summary: 'Retry all deliveries that match a filter',
        description:
          'Each by the rules of a single retry; at most 10,000 per call, in one transaction. A dry run returns the `expected_count`.',
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: RetryDeliveries,
        response: { 200: withHeaders(RetriedDeliveries, IDEMPOTENCY_REPLAYED) },
      },
      config: {
        problems: ['expected_count_differs', 'too_many_deliveries', ...IDEMPOTENCY_PROBLEMS],
      },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => ({
        status: 200,
        body: await retryDeliveries(ctx, request.body),
        registration_id: null,
      })),
  )
}
