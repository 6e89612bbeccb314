import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { PageQuery } from '../../http/schemas.ts'
import { listInboundMessages } from '../../inbound/list-inbound-messages.ts'
import { withView } from '../../pii/personal-view.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { showPage } from '../frame/show-page.ts'
import { type Filter, FILTERS, inboxView } from './view.ts'

const here = '/console/inbox'

const InboxQuery = Type.Object({
  show: Type.Optional(Type.Enum(['stop', 'start', 'strangers'] as const)),
  cursor: PageQuery.cursor,
})
const MESSAGES = 50 // a page

export const inboxPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  app.get(
    '/inbox',
    { schema: { querystring: InboxQuery }, config: { scopes: ['registrations'] } },
    async (request, reply) => {
      const { show, cursor }: Static<typeof InboxQuery> = request.query
      const filter: Filter = show ?? 'all'
      const page = await listInboundMessages(withView(ctx, request), {
        ...FILTERS[filter].query,
        ...(cursor === undefined ? {} : { cursor }),
        limit: MESSAGES,
        sort: '-created_at',
      })
      return showPage(ctx, { request, reply }, { here, data: { filter, ...page }, view: inboxView })
    },
  )
}
