import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { changeDutyTime } from '../../duty-times/change-duty-time.ts'
import { createDutyTime } from '../../duty-times/create-duty-time.ts'
import { deleteDutyTime } from '../../duty-times/delete-duty-time.ts'
import { findDutyTime } from '../../duty-times/queries.ts'
import { reorderDutyTime } from '../../duty-times/reorder-duty-time.ts'
import { MAX_PLACES } from '../../duty-times/schemas.ts'
import { etagOf } from '../../http/etag.ts'
import { throwIfInvalid } from '../../http/faults.ts'
import { IdParams, TIME_PATTERN } from '../../http/schemas.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { formBody, version } from '../parts/form.ts'
import type { OrRefuse } from './or-refuse.ts'

const MAX_CHARACTERS = 300
const to = '/console/settings#duty-times'
const config = { scopes: ['assignments'] } as const
const text = Type.String({ maxLength: MAX_CHARACTERS })
const FIELDS = { name: text, starts_at: text, ends_at: text, places: text }

/** The forms of the duty times. */
export const dutyTimeForms: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext; orRefuse: OrRefuse }> = async (
  app,
  { ctx, orRefuse },
) => {
  const at = '/settings/duty-times'
  app.post(at, { schema: { body: formBody(FIELDS) }, config }, async (request, reply) =>
    orRefuse({ request, reply }, 'new', () =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const { name } = await createDutyTime(ctx, readFields(request.body))
        return { to, notice: `${name} is a duty time now.` }
      }),
    ),
  )

  const Change = { params: IdParams, body: formBody({ ...FIELDS, version }) }
  app.post(`${at}/:id`, { schema: Change, config }, async (request, reply) =>
    orRefuse({ request, reply }, request.params.id, () =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const { params, body } = request
        const { name } = await changeDutyTime(ctx, params.id, readFields(body), etagOf(body.version))
        return { to, notice: `${name} is saved.` }
      }),
    ),
  )

  const Move = { params: IdParams, body: formBody({ direction: Type.Enum(['up', 'down']) }) }
  app.post(`${at}/:id/move`, { schema: Move, config }, async (request, reply) =>
    answerForm(ctx, { request, reply }, async (ctx) => {
      const { id } = request.params
      const { direction } = request.body
      const { name } = await reorderDutyTime(ctx, id, direction)
      return { to: `/console/settings?open=${id}#duty-time-${id}`, notice: `${name} is moved ${direction}.` }
    }),
  )

  const Delete = { params: IdParams, body: formBody({ version }) }
  app.post(`${at}/:id/delete`, { schema: Delete, config }, async (request, reply) =>
    answerForm(ctx, { request, reply }, async (ctx) => {
      const { params, body } = request
      const before = await findDutyTime(ctx.db, params.id)
      await deleteDutyTime(ctx, params.id, etagOf(body.version))
      return { to, notice: `${before?.name ?? 'The duty time'} is deleted.` }
    }),
  )
}

/** Everything typed is text; an empty field is none. */
function readFields(typed: { name: string; starts_at: string; ends_at: string; places: string }) {
  const places = typed.places.trim() === '' ? null : Number(typed.places)
  const starts_at = typed.starts_at === '' ? null : typed.starts_at
  const ends_at = typed.ends_at === '' ? null : typed.ends_at
  throwIfInvalid([
    ...[starts_at, ends_at].flatMap((time) =>
      time === null || new RegExp(TIME_PATTERN).test(time)
        ? []
        : [{ pointer: '/starts_at', detail: 'Write a time as 05:30.' }],
    ),
    ...(places === null || (Number.isInteger(places) && places >= 1 && places <= MAX_PLACES)
      ? []
      : [{ pointer: '/places', detail: `Give from 1 to ${MAX_PLACES} places, or none for any number.` }]),
  ])
  return { name: typed.name, starts_at, ends_at, places }
}
