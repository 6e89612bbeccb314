import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { AppError } from '@dutybell/shared/errors'
import { dutyDayText } from '@dutybell/shared/calendar/duty-date'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { createDutyAssignment } from '../../duty-assignments/assign-duties.ts'
import { cancelDutyAssignment } from '../../duty-assignments/cancel-duty-assignment.ts'
import type { DutyAssignmentRow, Telling } from '../../duty-assignments/change-duties.ts'
import { handOver } from '../../duty-assignments/exchange-duties.ts'
import { moveDutyAssignment } from '../../duty-assignments/move-duty-assignment.ts'
import { DutyDate, DutyTime, Notify } from '../../duty-assignments/schemas.ts'
import { tellByPhone } from '../../duty-assignments/tell-by-phone.ts'
import { requireDate } from '../../duty-assignments/read-duty.ts'
import { etagOf } from '../../http/etag.ts'
import type { Exchange } from '../../http/exchange.ts'
import { Id } from '../../http/schemas.ts'
import { withView } from '../../pii/personal-view.ts'
import { findRegistration } from '../../registrations/queries.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { showPage } from '../frame/show-page.ts'
import { formBody, version } from '../parts/form.ts'
import { loadDay } from './load-day.ts'
import { orOverride, overrideOf, reason } from './override.ts'
import { dayView } from './view.ts'

const config = { scopes: ['assignments'] } as const
const DayParams = Type.Object({ date: DutyDate })
const DutyParams = Type.Object({ date: DutyDate, id: Id })
const traceparent = null

/** The forms of the day page. Each goes back to the day, to the row or card that it came from. */
export const dayActions: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  const Assign = formBody({
    registration_id: Id,
    duty_time: DutyTime,
    notify: Notify,
    card: Type.String(),
    reason,
  })
  app.post(
    '/days/:date/assign',
    { schema: { params: DayParams, body: Assign }, config },
    async (request, reply) => {
      const { registration_id, duty_time, notify, card } = request.body
      const { date: duty_date } = request.params
      return orOverride(ctx, { request, reply }, () =>
        answerForm(ctx, { request, reply }, async (ctx) => {
          const creation = { registration_id, duty_date, duty_time, notify, ...overrideOf(request.body) }
          const duty = await createDutyAssignment(ctx, creation, traceparent)
          return done(ctx, duty, {
            to: `/console/days/${duty_date}#${card}`,
            said: (name) => `${name} has ${duty.duty_time}, ${howTold(notify)}.`,
          })
        }),
      )
    },
  )

  const Told = formBody({ version, from: Type.Optional(Type.Enum(['day', 'calls'] as const)) })
  app.post(
    '/days/:date/duties/:id/told',
    { schema: { params: DutyParams, body: Told }, config },
    async (request, reply) =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const { version, from } = request.body
        const duty = await tellByPhone(ctx, request.params.id, { version })
        const day = `/console/days/${request.params.date}`
        const to = from === 'calls' ? `${day}/calls` : `${day}#calls`
        return done(ctx, duty, { to, said: (name) => `${name} was told by phone.` })
      }),
  )

  const Move = formBody({ version, duty_date: DutyDate, duty_time: DutyTime, reason })
  app.post(
    '/days/:date/duties/:id/move',
    { schema: { params: DutyParams, body: Move }, config },
    async (request, reply) =>
      orTypedMove(ctx, { request, reply }, { ...request.params, ...request.body }, () =>
        answerForm(ctx, { request, reply }, async (ctx) => {
          const { version, duty_date, duty_time } = request.body
          const input = { duty_date, duty_time, ...overrideOf(request.body) }
          const { duty, told } = await moveDutyAssignment(ctx, request.params.id, input, {
            traceparent,
            if_match: etagOf(version),
          })
          const to = `/console/days/${duty.duty_date.toString()}?duty=${duty.id}#duty-${duty.id}`
          return done(ctx, duty, {
            to,
            said: (name) => `${name} now has ${wordsOf(duty)}. ${correction(told)}`,
          })
        }),
      ),
  )

  const HandOver = formBody({ version, registration_id: Id, reason })
  app.post(
    '/days/:date/duties/:id/hand-over',
    { schema: { params: DutyParams, body: HandOver }, config },
    async (request, reply) =>
      orOverride(ctx, { request, reply }, () =>
        answerForm(ctx, { request, reply }, async (ctx) => {
          const { version, registration_id } = request.body
          const input = { registration_id, ...overrideOf(request.body) }
          const { created, told } = await handOver(ctx, request.params.id, input, {
            traceparent,
            if_match: etagOf(version),
          })
          const [duty] = created
          if (duty === undefined) throw new Error('A duty that is handed over is a new one.')
          const to = `/console/days/${request.params.date}#duty-${duty.id}`
          return done(ctx, duty, { to, said: (name) => `${name} took ${wordsOf(duty)}. ${correction(told)}` })
        }),
      ),
  )

  app.post(
    '/days/:date/duties/:id/cancel',
    { schema: { params: DutyParams, body: formBody({ version }) }, config },
    async (request, reply) =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const { duty, told } = await cancelDutyAssignment(ctx, request.params.id, {
          traceparent,
          if_match: etagOf(request.body.version),
        })
        const to = `/console/days/${request.params.date}#duties`
        return done(ctx, duty, {
          to,
          said: (name) => `${wordsOf(duty)} of ${name} is cancelled. ${correction(told)}`,
        })
      }),
  )
}

const REFUSED_MOVES: readonly string[] = ['invalid_input', 'duty_in_the_past', 'duty_assignment_exists']

/** Where a move is refused, shows the day with the form as it was typed. */
async function orTypedMove(
  ctx: ConsoleContext,
  { request, reply }: Exchange,
  { date, id, duty_date, duty_time }: { date: string; id: string; duty_date: string; duty_time: string },
  move: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await orOverride(ctx, { request, reply }, move)
  } catch (error) {
    if (!(error instanceof AppError) || !REFUSED_MOVES.includes(error.code)) throw error
    const fault = error.faults[0]?.detail ?? error.message
    const data = await loadDay(withView(ctx, request), {
      date: requireDate('date', date),
      query: { duty: id },
      refused_move: { id, duty_date, duty_time, fault },
    })
    return showPage(ctx, { request, reply }, { here: '/console/days', status: 422, data, view: dayView })
  }
}

async function done(
  ctx: ConsoleContext,
  { registration_id }: DutyAssignmentRow,
  { to, said }: { to: string; said: (name: string) => string },
) {
  const person = await findRegistration(ctx.db, registration_id)
  return { to, notice: said(person?.full_name ?? 'An erased person'), registration_id }
}

export function howTold(notify: Notify): string {
  return notify === 'later' ? 'as a draft: no message goes yet' : 'and will be told'
}

function wordsOf({ duty_time, duty_date }: DutyAssignmentRow): string {
  return `${duty_time} on ${dutyDayText(duty_date)}`
}

function correction(told: readonly Telling[]): string {
  return told.length === 0
    ? 'No message about it had left.'
    : 'The person who had been told of it gets a correction, or is on the call list.'
}
