import type { Db } from '@dutybell/shared/db/client'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { answerList, type CsvTable } from '../csv/answer-csv.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { pageOf } from '../http/page.ts'
import { FilterInstant, listQuery, nullableString, sortBy } from '../http/schemas.ts'
import { withView } from '../pii/personal-view.ts'
import { InboundMessage } from '../registrations/details-schemas.ts'
import { listInboundMessages } from './list-inbound-messages.ts'

const ListInboundMessages = listQuery({
  sort: sortBy('-created_at', 'created_at'),
  since: Type.Optional({ ...FilterInstant, description: 'Received then or later.' }),
  preference: Type.Optional(Type.Enum(['stop', 'start'], { examples: ['stop'] })),
  registered: Type.Optional(
    Type.Boolean({ description: 'Whether somebody is registered under the number.', examples: [true] }),
  ),
})
export type ListInboundMessages = Static<typeof ListInboundMessages>

const { id, ...message } = InboundMessage.properties

const InboundMessageItem = Type.Object(
  {
    id,
    from: nullableString({
      description: "The number, masked without the scope `pii`; else Meta's id of the writer, or null.",
    }),
    registration_id: nullableString({
      format: 'uuid',
      description: 'The first of those registered under the number; null: a stranger.',
    }),
    full_name: nullableString(),
    ...message,
  },
  { title: 'InboundMessageItem' },
)
export type InboundMessageItem = Static<typeof InboundMessageItem>

const INBOUND_TABLE: CsvTable<InboundMessageItem> = {
  name: 'inbound-messages',
  columns: Object.keys(InboundMessageItem.properties),
  toRow: (item) => ({ ...item }),
}

export const inboundRoutes: FastifyPluginAsyncTypebox<{ readonly ctx: { readonly db: Db } }> = async (
  app,
  { ctx },
) => {
  app.get(
    '',
    {
      schema: {
        tags: ['inbound messages'],
        operationId: 'list_inbound_messages',
        summary: 'List what people wrote by WhatsApp, strangers included',
        security: ADMIN_SECURITY,
        querystring: ListInboundMessages,
        response: { 200: pageOf(InboundMessageItem, 'InboundMessages') },
      },
      config: { csv: true },
    },
    async (request, reply) =>
      answerList({ request, reply }, INBOUND_TABLE, (query) =>
        listInboundMessages(withView(ctx, request), query),
      ),
  )
}
