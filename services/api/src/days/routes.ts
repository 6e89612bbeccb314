import { type DayBoard as Board, findDayBoard } from '@dutybell/shared/duties/day-board'
import type { ReminderContext } from '@dutybell/shared/reminders/run-reminders'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'
import { requireDate } from '../duty-assignments/read-duty.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { type PersonalView, viewOf } from '../pii/personal-view.ts'
import { listDays } from './list-days.ts'
import { DayBoard, DayParams, Days, ListDays } from './schemas.ts'

const COMMON = { tags: ['days'], security: ADMIN_SECURITY }

interface DayRoutesOptions {
  readonly ctx: ReminderContext & { readonly expects_receipts: boolean }
}

export const dayRoutes: FastifyPluginAsyncTypebox<DayRoutesOptions> = async (app, { ctx }) => {
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
      const board = await findDayBoard(ctx.db, { ...ctx, date, now: await ctx.now() })
      return presentDayBoard(board, viewOf(request))
    },
  )
}

function presentDayBoard(
  { date, reminder_due_at, duty_times, to_call }: Board,
  view: PersonalView,
): Static<typeof DayBoard> {
  return {
    date,
    reminder_due_at: reminder_due_at.toString(),
    duty_times: duty_times.map(({ assignments, ...time }) => ({
      ...time,
      assignments: assignments.map((assignment) => ({
        ...assignment,
        phone_number: view.phoneNumber(assignment.phone_number),
      })),
    })),
    to_call: to_call.map((call) => ({
      ...call,
      phone_number: view.phoneNumber(call.phone_number),
      email: view.email(call.email),
    })),
  }
}
