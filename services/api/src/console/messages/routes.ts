import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { readDelivery } from '../../deliveries/read-delivery.ts'
import { retryDeliveries } from '../../deliveries/retry-deliveries.ts'
import { retryDelivery } from '../../deliveries/retry-delivery.ts'
import { checkRetryable } from '../../deliveries/retry-queries.ts'
import { RetryFilter } from '../../deliveries/retry-schemas.ts'
import { IdParams } from '../../http/schemas.ts'
import { withActor } from '../../audit/actor.ts'
import { withView } from '../../pii/personal-view.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { showPage } from '../frame/show-page.ts'
import { formBody } from '../parts/form.ts'
import { withQuery } from '../parts/pager.ts'
import { counted } from '../parts/time.ts'
import { MessagesQuery } from './filters.ts'
import { messagesView } from './list-view.ts'
import { loadMessages } from './load-messages.ts'
import { messageView } from './message-view.ts'
import { retryView } from './retry-view.ts'

const here = '/console/messages'
const config = { scopes: ['deliveries'] } as const

/** States of which a person can ask for a retry. */
const STUCK: readonly string[] = ['failed', 'held', 'in_doubt', 'expired']

const ConfirmDuplicate = { confirm_duplicate: Type.Optional(Type.Boolean()) }

export const messagePages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  app.get('/messages', { schema: { querystring: MessagesQuery }, config }, async (request, reply) => {
    const data = await loadMessages(withView(ctx, request), request.query)
    return showPage(ctx, { request, reply }, { here, data, view: messagesView })
  })

  app.get('/messages/retry', { schema: { querystring: RetryFilter }, config }, async (request, reply) => {
    const filter = request.query
    const run = await retryDeliveries(withActor(ctx, request), { filter, dry_run: true })
    return showPage(ctx, { request, reply }, { here, data: { filter, run }, view: retryView })
  })

  const RetryAll = formBody({
    ...RetryFilter.properties,
    ...ConfirmDuplicate,
    expected_count: Type.Integer({ minimum: 0 }),
  })
  app.post('/messages/retry', { schema: { body: RetryAll }, config }, async (request, reply) =>
    answerForm(ctx, { request, reply }, async (ctx) => {
      const {
        expected_count,
        confirm_duplicate = false,
        form_token: _,
        idempotency_key: __,
        ...filter
      } = request.body
      const { retried, matched } = await retryDeliveries(ctx, { filter, expected_count, confirm_duplicate })
      const rest = matched - retried
      const left = rest === 0 ? '' : ` ${counted(rest, 'is', 'are')} left as before.`
      return {
        to: withQuery(here, filter),
        notice: `${counted(retried, 'message is', 'messages are')} queued again.${left}`,
      }
    }),
  )

  app.get('/messages/:id', { schema: { params: IdParams }, config }, async (request, reply) => {
    const delivery = await readDelivery(withView(ctx, request), request.params.id)
    const is_stuck = STUCK.includes(delivery.state)
    const [judged] = is_stuck ? await checkRetryable(ctx.db, [delivery.id], false) : []
    const data = { delivery, verdict: judged?.verdict }
    return showPage(ctx, { request, reply }, { here, data, view: messageView })
  })

  app.post(
    '/messages/:id/retry',
    { schema: { params: IdParams, body: formBody(ConfirmDuplicate) }, config },
    async (request, reply) =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const { id } = request.params
        await retryDelivery(ctx, id, request.body.confirm_duplicate ?? false)
        return { to: `${here}/${id}`, notice: 'The message is queued again.' }
      }),
  )
}
