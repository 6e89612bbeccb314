import type { FastifyInstance } from 'fastify'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Behaviour } from '../behaviour/schema.ts'
import type { Simulator } from '../simulator.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type EventStream, KEPT_ON_THE_PAGE } from './event-stream.ts'
import { pageRoutes } from './page-routes.ts'
import { search } from './search.ts'

const List = Type.Object({
  limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,5}$' })),
  to: Type.Optional(Type.String()),
})
const Outage = Type.Object(
  {
    kind: Type.Union([Type.Literal('refuse'), Type.Literal('reset')]),
    for_ms: Type.Integer({ minimum: 1, maximum: 600_000 }),
  },
  { additionalProperties: false },
)
const Inbound = Type.Object(
  { from: Type.String({ minLength: 1 }), text: Type.String(), name: Type.Optional(Type.String()) },
  { additionalProperties: false },
)
const TemplateFacts = Type.Object(
  {
    status: Type.Optional(Type.String({ minLength: 1 })),
    language: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    category: Type.Optional(Type.String()),
    quality: Type.Optional(Type.String()),
    body: Type.Optional(Type.String()),
    parameter_format: Type.Optional(Type.Union([Type.Literal('POSITIONAL'), Type.Literal('NAMED')])),
    time_to_live_seconds: Type.Optional(Type.Integer({ minimum: -1 })),
    new_name: Type.Optional(Type.String({ pattern: '^[a-z0-9_]{1,512}$' })),
  },
  { additionalProperties: false, minProperties: 1 },
)
const PhoneChange = Type.Object(
  {
    is_off: Type.Optional(Type.Boolean()),
    hides_number: Type.Optional(Type.Boolean()),
    is_not_on_whatsapp: Type.Optional(Type.Boolean()),
    new_number: Type.Optional(Type.String({ pattern: '^\\+?[1-9][0-9 ]{6,19}$' })),
  },
  { additionalProperties: false },
)
const Webhook = Type.Object(
  { url: Type.Union([Type.String(), Type.Null()]) },
  { additionalProperties: false },
)

/** The control API of a simulator that runs as a process. */
export async function controlRoutes(
  plain: FastifyInstance,
  {
    simulator,
    stream,
    ledger,
  }: { simulator: Omit<Simulator, 'url' | 'smtp_url'>; stream: EventStream; ledger: Ledger },
): Promise<void> {
  const app = plain.withTypeProvider<TypeBoxTypeProvider>()
  await pageRoutes(plain, stream)

  app.get('/_control/messages', { schema: { querystring: List } }, (request) => {
    const { limit, to } = request.query
    const items = simulator.messages.filter(
      (message) => to === undefined || message.wa_id === to.replace(/^\+/, ''),
    )
    return { totals: simulator.totals(), items: newest(items, limit) }
  })
  app.get('/_control/mails', { schema: { querystring: List } }, (request) => {
    const { limit, to } = request.query
    const items = simulator.mails.filter((mail) => to === undefined || mail.envelope.to.includes(to))
    return { totals: simulator.totals(), items: newest(items, limit) }
  })
  app.get('/_control/search', { schema: { querystring: Type.Object({ words: Type.String() }) } }, (request) =>
    search(ledger, request.query.words, KEPT_ON_THE_PAGE),
  )
  app.delete('/_control/messages', (_request, reply) => {
    simulator.empty()
    return reply.code(204).send()
  })

  app.get('/_control/behaviour', () => simulator.behaviour())
  app.put('/_control/behaviour', { schema: { body: Behaviour } }, (request) => {
    simulator.behave(request.body)
    return simulator.behaviour()
  })
  app.delete('/_control/behaviour', (_request, reply) => {
    simulator.behave({})
    return reply.code(204).send()
  })

  app.post('/_control/outage', { schema: { body: Outage } }, (request, reply) => {
    const { kind, for_ms } = request.body
    reply.raw.on('finish', () => simulator.outage(kind, for_ms))
    return reply.code(202).header('connection', 'close').send({ kind, for_ms })
  })
  app.post('/_control/inbound', { schema: { body: Inbound } }, (request, reply) => {
    reply.code(202)
    return simulator.receiveText(request.body)
  })
  app.get('/_control/phones', () => ({ items: simulator.phones() }))
  app.put(
    '/_control/phones/:number',
    { schema: { params: Type.Object({ number: Type.String() }), body: PhoneChange } },
    (request) => simulator.changePhone(request.params.number, request.body),
  )
  app.put(
    '/_control/templates/:name',
    { schema: { params: Type.Object({ name: Type.String() }), body: TemplateFacts } },
    (request, reply) => {
      const changed = simulator.changeTemplate({ name: request.params.name, ...request.body })
      if (changed > 0) return { changed }
      return reply
        .code(404)
        .send({ message: `No template is named ${request.params.name} in that language.` })
    },
  )
  app.put('/_control/webhook', { schema: { body: Webhook } }, (request) => {
    simulator.setWebhookUrl(request.body.url ?? undefined)
    return { url: request.body.url }
  })
}

/** Newest first. */
function newest<Item>(items: readonly Item[], limit = '100'): Item[] {
  return items.slice(-Number(limit)).toReversed()
}
