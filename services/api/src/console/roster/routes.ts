import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { listDays } from '../../days/list-days.ts'
import { findWaitingDuties } from '../../duty-assignments/find-waiting.ts'
import { publishWaiting } from '../../duty-assignments/publish-waiting.ts'
import { requireDate } from '../../duty-assignments/read-duty.ts'
import { DutyDate } from '../../duty-assignments/schemas.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { showPage } from '../frame/show-page.ts'
import { formBody } from '../parts/form.ts'
import { counted } from '../parts/time.ts'
import { notifyView } from './notify-view.ts'
import { rosterView } from './view.ts'

const DAYS = 14
const here = '/console/roster'
const config = { scopes: ['assignments'] } as const
const From = Type.Object({ from: Type.Optional(DutyDate) })

export const rosterPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  const readRange = async (typed: string | undefined) => {
    const today = (await ctx.now()).toZonedDateTimeISO(ctx.time_zone).toPlainDate()
    const from = typed === undefined ? today : requireDate('from', typed)
    return { from, to: from.add({ days: DAYS - 1 }) }
  }

  app.get('/roster', { schema: { querystring: From }, config }, async (request, reply) => {
    const { from, to } = await readRange(request.query.from)
    const { items } = await listDays(ctx, { from: from.toString(), to: to.toString() })
    const data = { from: from.toString(), to: to.toString(), days: items }
    return showPage(ctx, { request, reply }, { here, data, view: rosterView })
  })

  app.get('/roster/notify', { schema: { querystring: From }, config }, async (request, reply) => {
    const { from, to } = await readRange(request.query.from)
    const waiting = await findWaitingDuties(ctx.db, { from, to })
    const data = { from: from.toString(), to: to.toString(), waiting }
    return showPage(ctx, { request, reply }, { here, data, view: notifyView })
  })

  const Notify = formBody({ duty_date_from: DutyDate, duty_date_to: DutyDate })
  app.post('/roster/notify', { schema: { body: Notify }, config }, async (request, reply) =>
    answerForm(ctx, { request, reply }, async (ctx) => {
      const { duty_date_from, duty_date_to } = request.body
      const { published, messages } = await publishWaiting(ctx, { duty_date_from, duty_date_to }, null)
      const notice =
        published === 0
          ? 'Nothing waited: these duties have been told already.'
          : `${counted(published, 'duty is', 'duties are')} told, in ${counted(messages, 'message')}.`
      return { to: `${here}?from=${duty_date_from}`, notice }
    }),
  )
}
