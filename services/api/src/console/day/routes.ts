import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { requireDate } from '../../duty-assignments/read-duty.ts'
import { DutyDate } from '../../duty-assignments/schemas.ts'
import { withView } from '../../pii/personal-view.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { showPage } from '../frame/show-page.ts'
import { callsView } from './calls-view.ts'
import { dayActions } from './actions.ts'
import { DayQuery, loadDay } from './load-day.ts'
import { dayView } from './view.ts'

const SEE_OTHER = 303
const NOON = 12

const here = '/console/days'
const config = { scopes: ['assignments'] } as const

export const dayPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  await app.register(dayActions, { ctx })

  /** Without a date, the day that is worked on: from noon on, tomorrow. */
  app.get(
    '/days',
    { schema: { querystring: Type.Object({ date: Type.Optional(DutyDate) }) }, config },
    async (request, reply) => {
      const now = (await ctx.now()).toZonedDateTimeISO(ctx.time_zone)
      const {
        date = now
          .toPlainDate()
          .add({ days: now.hour < NOON ? 0 : 1 })
          .toString(),
      } = request.query
      return reply.redirect(`/console/days/${requireDate('date', date).toString()}`, SEE_OTHER)
    },
  )

  app.get(
    '/days/:date',
    { schema: { params: Type.Object({ date: DutyDate }), querystring: DayQuery }, config },
    async (request, reply) => {
      const date = requireDate('date', request.params.date)
      const data = await loadDay(withView(ctx, request), { date, query: request.query })
      return showPage(ctx, { request, reply }, { here, data, view: dayView })
    },
  )

  app.get(
    '/days/:date/calls',
    { schema: { params: Type.Object({ date: DutyDate }) }, config },
    async (request, reply) => {
      const date = requireDate('date', request.params.date)
      const data = await loadDay(withView(ctx, request), { date, query: {} })
      return showPage(ctx, { request, reply }, { here, data, view: callsView })
    },
  )
}
