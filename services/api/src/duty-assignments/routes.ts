import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Db } from '@dutybell/shared/db/client'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { matchesIfNoneMatch } from '../http/etag.ts'
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
import { findUnknownLabels } from '../duty-times/unknown-label.ts'
import { createDutyAssignment } from './assign-duties.ts'
import { cancelDutyAssignment } from './cancel-duty-assignment.ts'
import type { AssigningContext, DutyAssignmentRow } from './change-duties.ts'
import { AssignedDuty, ChangedDutyAssignment } from './change-schemas.ts'
import { DUTY_CHANGE_PROBLEMS, DUTY_PROBLEMS, dutyAssignmentNotFound } from './failures.ts'
import { listDutyAssignments } from './list-duty-assignments.ts'
import { moveDutyAssignment } from './move-duty-assignment.ts'
import { answerList } from '../csv/answer-csv.ts'
import { DUTY_TABLE, etagOfDuty, presentDutyAssignment, presentTold } from './present.ts'
import { findDutyAssignment } from './queries.ts'
import {
  CreateDutyAssignment,
  DutyAssignment,
  DutyAssignmentItem,
  ListDutyAssignments,
  MoveDutyAssignment,
} from './schemas.ts'
import { viewOf, withView } from '../pii/personal-view.ts'

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
        description:
          'Sends `duty_allotment_confirmed` on each channel of the person, unless `notify` says later or never.',
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: CreateDutyAssignment,
        response: { 201: withHeaders(AssignedDuty, { ...LOCATION, ...ETAG, ...IDEMPOTENCY_REPLAYED }) },
      },
      config: {
        problems: [...DUTY_PROBLEMS, ...IDEMPOTENCY_PROBLEMS],
      },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const traceparent = readTraceparent(request.headers.traceparent)
        const duty = await createDutyAssignment(ctx, request.body, traceparent)
        return {
          status: 201,
          headers: { location: `/v1/duty-assignments/${duty.id}`, etag: etagOfDuty(duty) },
          body: { ...presentDutyAssignment(duty, viewOf(request)), ...(await warningsAbout(ctx.db, duty)) },
          registration_id: duty.registration_id,
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
        response: { 200: pageOf(DutyAssignmentItem, 'DutyAssignments') },
      },
      config: { csv: true },
    },
    async (request, reply) =>
      answerList({ request, reply }, DUTY_TABLE, (query) =>
        listDutyAssignments(withView(ctx, request), query),
      ),
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
      if (assignment === undefined) throw dutyAssignmentNotFound(request.params.id)
      const etag = etagOfDuty(assignment)
      reply.header('etag', etag)
      if (matchesIfNoneMatch(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return presentDutyAssignment(assignment, viewOf(request))
    },
  )

  app.patch(
    '/:id',
    {
      schema: {
        ...COMMON,
        operationId: 'move_duty_assignment',
        summary: 'Move a duty to another date or time',
        description:
          'Unsent messages of the old date and time are withdrawn. A person who was told of them gets `duty_changed`, everybody else the new allotment.',
        params: IdParams,
        headers: Type.Object(IF_MATCH),
        body: MoveDutyAssignment,
        response: { 200: withHeaders(ChangedDutyAssignment, ETAG) },
      },
      config: {
        problems: [...DUTY_PROBLEMS, ...DUTY_CHANGE_PROBLEMS],
      },
    },
    async (request, reply) => {
      const { duty, told } = await moveDutyAssignment(
        withActor(ctx, request),
        request.params.id,
        request.body,
        {
          traceparent: readTraceparent(request.headers.traceparent),
          if_match: request.headers['if-match'],
        },
      )
      reply.header('etag', etagOfDuty(duty))
      const warnings = await warningsAbout(ctx.db, duty)
      return { ...presentDutyAssignment(duty, viewOf(request)), ...warnings, told: presentTold(told) }
    },
  )

  app.post(
    '/:id/cancel',
    {
      schema: {
        ...COMMON,
        operationId: 'cancel_duty_assignment',
        summary: 'Cancel a duty',
        description:
          'Unsent messages are withdrawn. A person who was told of the duty gets `duty_cancelled`. A second cancellation changes nothing.',
        params: IdParams,
        headers: Type.Object({ ...IDEMPOTENCY_KEY, ...IF_MATCH }),
        response: { 200: withHeaders(ChangedDutyAssignment, { ...ETAG, ...IDEMPOTENCY_REPLAYED }) },
      },
      config: {
        problems: ['duty_assignment_not_found', 'precondition_failed', ...IDEMPOTENCY_PROBLEMS],
      },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const { duty, told } = await cancelDutyAssignment(ctx, request.params.id, {
          traceparent: readTraceparent(request.headers.traceparent),
          if_match: request.headers['if-match'],
        })
        return {
          status: 200,
          headers: { etag: etagOfDuty(duty) },
          body: { ...presentDutyAssignment(duty, viewOf(request)), told: presentTold(told) },
          registration_id: duty.registration_id,
        }
      }),
  )
}

async function warningsAbout(db: Db, { duty_time }: DutyAssignmentRow): Promise<{ warnings?: string[] }> {
  const warning = (await findUnknownLabels(db, [duty_time])).get(duty_time)
  return warning === undefined ? {} : { warnings: [warning] }
}
