import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { etagOf, matchesIfNoneMatch } from '../http/etag.ts'
import {
  ETAG,
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_REPLAYED,
  IF_MATCH,
  IF_NONE_MATCH,
  LOCATION,
  nothing,
  NotModified,
  withHeaders,
} from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { IdParams } from '../http/schemas.ts'
import { changeDutyTime } from './change-duty-time.ts'
import { createDutyTime } from './create-duty-time.ts'
import { type DeletingContext, deleteDutyTime } from './delete-duty-time.ts'
import { dutyTimeNotFound } from './failures.ts'
import { presentDutyTime } from './present.ts'
import { findDutyTime, findDutyTimes } from './queries.ts'
import { ChangeDutyTime, CreateDutyTime, DutyTime, DutyTimeList } from './schemas.ts'

const COMMON = { tags: ['duty times'], security: ADMIN_SECURITY }

export const dutyTimeRoutes: FastifyPluginAsyncTypebox<{
  ctx: DeletingContext & { readonly waker: Wakes }
}> = async (app, { ctx }) => {
  app.get(
    '',
    {
      schema: {
        ...COMMON,
        operationId: 'list_duty_times',
        summary: 'List the duty times',
        description: 'All of them on one page, by position, then by name.',
        response: { 200: DutyTimeList },
      },
    },
    async () => ({ items: (await findDutyTimes(ctx.db)).map(presentDutyTime), next_cursor: null }),
  )

  app.post(
    '',
    {
      schema: {
        ...COMMON,
        operationId: 'create_duty_time',
        summary: 'Create a duty time',
        description: 'Duty assignments with this label belong to it from then on, and get its spelling.',
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: CreateDutyTime,
        response: { 201: withHeaders(DutyTime, { ...LOCATION, ...ETAG, ...IDEMPOTENCY_REPLAYED }) },
      },
      config: { problems: ['duty_time_exists', ...IDEMPOTENCY_PROBLEMS] },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const created = await createDutyTime(ctx, request.body)
        return {
          status: 201,
          headers: { location: `/v1/duty-times/${created.id}`, etag: etagOf(created.version) },
          body: presentDutyTime(created),
          registration_id: null,
        }
      }),
  )

  app.get(
    '/:id',
    {
      schema: {
        ...COMMON,
        operationId: 'read_duty_time',
        summary: 'Read a duty time',
        params: IdParams,
        headers: Type.Object(IF_NONE_MATCH),
        response: { 200: withHeaders(DutyTime, ETAG), 304: NotModified },
      },
      config: { problems: ['duty_time_not_found'] },
    },
    async (request, reply) => {
      const found = await findDutyTime(ctx.db, request.params.id)
      if (found === undefined) throw dutyTimeNotFound()
      const etag = etagOf(found.version)
      reply.header('etag', etag)
      if (matchesIfNoneMatch(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return presentDutyTime(found)
    },
  )

  app.patch(
    '/:id',
    {
      schema: {
        ...COMMON,
        operationId: 'change_duty_time',
        summary: 'Change or rename a duty time',
        description: 'Another name becomes the label of its duty assignments; nothing is sent.',
        params: IdParams,
        headers: Type.Object(IF_MATCH),
        body: ChangeDutyTime,
        response: { 200: withHeaders(DutyTime, ETAG) },
      },
      config: { problems: ['duty_time_not_found', 'duty_time_exists', 'precondition_failed'] },
    },
    async (request, reply) => {
      const { params, body, headers } = request
      const changed = await changeDutyTime(withActor(ctx, request), params.id, body, headers['if-match'])
      reply.header('etag', etagOf(changed.version))
      return presentDutyTime(changed)
    },
  )

  app.delete(
    '/:id',
    {
      schema: {
        ...COMMON,
        operationId: 'delete_duty_time',
        summary: 'Delete a duty time',
        description: 'Refused while it is assigned today or later.',
        params: IdParams,
        headers: Type.Object(IF_MATCH),
        response: { 204: nothing('The duty time is deleted.') },
      },
      config: { problems: ['duty_time_not_found', 'duty_time_assigned', 'precondition_failed'] },
    },
    async (request, reply) => {
      const { params, headers } = request
      await deleteDutyTime(withActor(ctx, request), params.id, headers['if-match'])
      return reply.code(204).send()
    },
  )
}
