import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireDate } from '../duty-assignments/read-duty.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { withView } from '../pii/personal-view.ts'
import { listDays } from './list-days.ts'
import { type DayBoardContext, readDay } from './read-day.ts'
import { DayBoard, DayParams, Days, ListDays } from './schemas.ts'

const COMMON = { tags: ['days'], security: ADMIN_SECURITY }

export const dayRoutes: FastifyPluginAsyncTypebox<{ ctx: DayBoardContext }> = async (app, { ctx }) => {
  app.get(
    '',
    {
      schema: {
        ...COMMON,
        operationId: 'list_days',
        summary: 'List days with the places that are taken',
        description: 'Each day has all duty times, so that gaps are seen.',
        querystring: ListDays,
        response: { 200: Days },
      },
    },
    async (request) => listDays(ctx, request.query),
  )

  app.get(
    '/:date',
    {
      schema: {
        ...COMMON,
        operationId: 'read_day',
        summary: 'Read the board of a day: who has which duty, who was told, and whom to call',
        params: DayParams,
        response: { 200: DayBoard },
      },
    },
    async (request) => {
      const date = requireDate('date', request.params.date)
      return readDay(withView(ctx, request), date)
    },
  )
}
