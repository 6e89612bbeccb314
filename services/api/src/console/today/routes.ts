import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { CHANNELS } from '@dutybell/shared/db/vocabulary'
import { Type } from 'typebox'
import { resumeChannel } from '../../channels/resume-channel.ts'
import { retryDeliveries } from '../../deliveries/retry-deliveries.ts'
import { mayDo } from '../../keys/key-ring.ts'
import { MASKED } from '../../pii/personal-view.ts'
import { releaseTemplate } from '../../templates/release-template.ts'
import { TemplateParams } from '../../templates/schemas.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { showPage } from '../frame/show-page.ts'
import { templateTitle } from '../parts/delivery-entry.ts'
import { formBody } from '../parts/form.ts'
import { channelName } from '../parts/state.ts'
import { counted } from '../parts/time.ts'
import { loadToday } from './load-today.ts'
import { todayView } from './view.ts'

const MAX_CHARACTERS = 600
const here = '/console/today'
const admin = { scopes: ['admin'] } as const

export const todayPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  app.get('/today', { config: { scopes: ['deliveries'] } }, async (request, reply) => {
    const may_see_duties = request.caller !== null && mayDo(request.caller, 'assignments')
    const data = await loadToday(ctx, may_see_duties)
    return showPage(ctx, { request, reply }, { here, data, view: todayView })
  })

  const Resume = { params: Type.Object({ channel: Type.Enum(CHANNELS) }), body: formBody({}) }
  app.post('/channels/:channel/resume', { schema: Resume, config: admin }, async (request, reply) =>
    answerForm(ctx, { request, reply }, async (ctx) => {
      const { channel } = await resumeChannel({ ...ctx, view: MASKED }, request.params.channel)
      return {
        to: here,
        notice: `${channelName(channel)} is resumed: one message goes first, the others follow when it got through.`,
      }
    }),
  )

  const Release = {
    params: TemplateParams,
    body: formBody({ language: Type.Optional(Type.String({ maxLength: MAX_CHARACTERS })) }),
  }
  app.post('/templates/:name/release', { schema: Release, config: admin }, async (request, reply) =>
    answerForm(ctx, { request, reply }, async (ctx) => {
      const { language = '' } = request.body
      const { name } = await releaseTemplate(
        { ...ctx, view: MASKED },
        request.params.name,
        language === '' ? null : language,
      )
      return { to: here, notice: `“${templateTitle(name)}” is released: what waited for it is sent.` }
    }),
  )

  const Retry = formBody({
    channel: Type.Enum(CHANNELS),
    error_code: Type.String({ maxLength: MAX_CHARACTERS }),
    created_from: Type.String({ maxLength: MAX_CHARACTERS }),
    expected_count: Type.Integer({ minimum: 0 }),
  })
  app.post(
    '/today/retry',
    { schema: { body: Retry }, config: { scopes: ['deliveries'] } },
    async (request, reply) =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const { channel, error_code, created_from, expected_count } = request.body
        const filter = { state: 'failed', channel, error_code, created_from } as const
        const { retried, matched } = await retryDeliveries(ctx, { filter, expected_count })
        const rest = matched - retried
        const left =
          rest === 0 ? '' : ` ${counted(rest, 'is', 'are')} left: too late, held, arrived or no longer true.`
        return { to: here, notice: `${counted(retried, 'message is', 'messages are')} queued again.${left}` }
      }),
  )
}
