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
  NotModified,
  withHeaders,
} from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { pageOf } from '../http/page.ts'
import { IdParams } from '../http/schemas.ts'
import { readTraceparent } from '../http/traceparent.ts'
import { cancelDutyAssignment } from './cancel-duty-assignment.ts'
import { type AssigningContext, createDutyAssignment } from './create-duty-assignment.ts'
import { dutyAssignmentNotFound } from './failures.ts'
import { listDutyAssignments } from './list-duty-assignments.ts'
import { moveDutyAssignment } from './move-duty-assignment.ts'
import { presentDutyAssignment } from './present.ts'
import { findDutyAssignment } from './queries.ts'
import { CreateDutyAssignment, DutyAssignment, ListDutyAssignments, MoveDutyAssignment } from './schemas.ts'

const COMMON = { tags: ['duty assignments'], security: ADMIN_SECURITY }

export const dutyAssignmentRoutes: FastifyPluginAsyncTypebox<{ ctx: AssigningContext }> = async (
  app,
  { ctx },
) => {
  app.post(
    '',
    {
      schema: {
        ...COMMON,
        operationId: 'assign_duty',
        summary: 'Assign a duty',
        description: 'Sends `duty_allotment_confirmed` on each channel of the person.',
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: CreateDutyAssignment,
        response: { 201: withHeaders(DutyAssignment, { ...LOCATION, ...ETAG, ...IDEMPOTENCY_REPLAYED }) },
      },
      config: {
        problems: [
          'duty_assignment_exists',
          'registration_unknown',
          'duty_in_the_past',
          ...IDEMPOTENCY_PROBLEMS,
        ],
      },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const traceparent = readTraceparent(request.headers.traceparent)
        const assignment = await createDutyAssignment(ctx, request.body, traceparent)
        const { id, version, registration_id } = assignment
        return {
          status: 201,
          headers: { location: `/v1/duty-assignments/${id}`, etag: etagOf(version) },
          body: presentDutyAssignment(assignment),
          registration_id,
        }
      }),
  )

  app.get(
    '',
    {
      schema: {
        ...COMMON,
        operationId: 'list_duty_assignments',
        summary: 'List duty assignments',
        querystring: ListDutyAssignments,
        response: { 200: pageOf(DutyAssignment, 'DutyAssignments') },
      },
    },
    async (request) => listDutyAssignments(ctx, request.query),
  )

  app.get(
    '/:id',
    {
      schema: {
        ...COMMON,
        operationId: 'read_duty_assignment',
        summary: 'Read a duty assignment',
        params: IdParams,
        headers: Type.Object(IF_NONE_MATCH),
        response: { 200: withHeaders(DutyAssignment, ETAG), 304: NotModified },
      },
      config: { problems: ['duty_assignment_not_found'] },
    },
    async (request, reply) => {
      const assignment = await findDutyAssignment(ctx.db, request.params.id)
      if (assignment === undefined) throw dutyAssignmentNotFound()
      const etag = etagOf(assignment.version)
      reply.header('etag', etag)
      if (matchesIfNoneMatch(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return presentDutyAssignment(assignment)
    },
  )

  app.patch(
    '/:id',
    {
      schema: {
        ...COMMON,
        operationId: 'move_duty_assignment',
        summary: 'Move a duty to another date or time',
        description: 'Unsent messages of the old date and time are withdrawn; the new allotment is sent.',
        params: IdParams,
        headers: Type.Object(IF_MATCH),
        body: MoveDutyAssignment,
        response: { 200: withHeaders(DutyAssignment, ETAG) },
      },
      config: {
        problems: [
          'duty_assignment_not_found',
          'duty_assignment_cancelled',
          'duty_assignment_exists',
          'duty_in_the_past',
          'registration_unknown',
          'precondition_failed',
        ],
      },
    },
    async (request, reply) => {
      const assignment = await moveDutyAssignment(withActor(ctx, request), request.params.id, request.body, {
        traceparent: readTraceparent(request.headers.traceparent),
        if_match: request.headers['if-match'],
      })
      reply.header('etag', etagOf(assignment.version))
      return presentDutyAssignment(assignment)
    },
  )

  app.post(
    '/:id/cancel',
    {
      schema: {
        ...COMMON,
        operationId: 'cancel_duty_assignment',
        summary: 'Cancel a duty',
        description: 'Unsent messages are withdrawn. A second cancellation changes nothing.',
        params: IdParams,
        headers: Type.Object({ ...IDEMPOTENCY_KEY, ...IF_MATCH }),
        response: { 200: withHeaders(DutyAssignment, { ...ETAG, ...IDEMPOTENCY_REPLAYED }) },
      },
      config: {
        problems: ['duty_assignment_not_found', 'precondition_failed', ...IDEMPOTENCY_PROBLEMS],
      },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const assignment = await cancelDutyAssignment(ctx, request.params.id, request.headers['if-match'])
        return {
          status: 200,
          headers: { etag: etagOf(assignment.version) },
          body: presentDutyAssignment(assignment),
          registration_id: assignment.registration_id,
        }
      }),
  )
}
