import type { Db } from '@dutybell/shared/db/client'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { answerList } from '../csv/answer-csv.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { pageOf } from '../http/page.ts'
import { IdParams } from '../http/schemas.ts'
import { listDeliveries } from './list-deliveries.ts'
import { DELIVERY_TABLE, type PresentContext } from './present.ts'
import { readDelivery } from './read-delivery.ts'
import { Delivery, DeliveryItem, ListDeliveries } from './schemas.ts'
import { withView } from '../pii/personal-view.ts'

const COMMON = { tags: ['deliveries'], security: ADMIN_SECURITY }

export const deliveryRoutes: FastifyPluginAsyncTypebox<{
  ctx: Omit<PresentContext, 'view'> & { readonly db: Db }
}> = async (app, { ctx }) => {
  app.get(
    '',
    {
      schema: {
        ...COMMON,
        operationId: 'list_deliveries',
        summary: 'List deliveries',
        querystring: ListDeliveries,
        response: { 200: pageOf(DeliveryItem, 'Deliveries') },
      },
      config: { csv: true },
    },
    async (request, reply) =>
      answerList({ request, reply }, DELIVERY_TABLE, (query) =>
        listDeliveries(withView(ctx, request), query),
      ),
  )

  app.get(
    '/:id',
    {
      schema: {
        ...COMMON,
        operationId: 'read_delivery',
        summary: 'Read a delivery with its attempts and states',
        params: IdParams,
        response: { 200: Delivery },
      },
      config: { problems: ['delivery_not_found'] },
    },
    async (request) => readDelivery(withView(ctx, request), request.params.id),
  )
}
