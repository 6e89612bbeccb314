import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { requireDate } from '../duty-assignments/read-duty.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { sendCsv } from '../csv/answer-csv.ts'
import { wantsCsv } from '../csv/negotiate-csv.ts'
import { withView } from '../pii/personal-view.ts'
import { listDays } from './list-days.ts'
import { BOARD_TABLE, boardRows } from './board-table.ts'
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
      config: { csv: true },
    },
    async (request, reply) => {
      const date = requireDate('date', request.params.date)
      const board = await readDay(withView(ctx, request), date)
      if (!wantsCsv(request)) return board
      const table = { ...BOARD_TABLE, name: `day-${board.date}` }
      return sendCsv({ request, reply }, table, async function* rows() {
        yield boardRows(board)
      })
    },
  )
}
