import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ADMIN_PROBLEMS, ADMIN_SECURITY } from '../http/admin-route.ts'
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
        summary: 'Assign a duty',
        description: 'Sends `duty_allotment_confirmed` on each channel the person can be reached on.',
        body: CreateDutyAssignment,
        response: { 201: DutyAssignment },
      },
      config: {
        problems: [...ADMIN_PROBLEMS, 'duty_assignment_exists', 'registration_unknown', 'duty_in_the_past'],
      },
    },
    async (request, reply) => {
      const traceparent = readTraceparent(request.headers.traceparent)
      const assignment = await createDutyAssignment(ctx, request.body, traceparent)
      reply.code(201).header('location', `/v1/duty-assignments/${assignment.id}`)
      return presentDutyAssignment(assignment)
    },
  )

  app.get(
    '',
    {
      schema: {
        ...COMMON,
        summary: 'List duty assignments',
        querystring: ListDutyAssignments,
        response: { 200: pageOf(DutyAssignment) },
      },
      config: { problems: ADMIN_PROBLEMS },
    },
    async (request) => listDutyAssignments(ctx, request.query),
  )

  app.get(
    '/:id',
    {
      schema: {
        ...COMMON,
        summary: 'Read a duty assignment',
        params: IdParams,
        response: { 200: DutyAssignment },
      },
      config: { problems: [...ADMIN_PROBLEMS, 'duty_assignment_not_found'] },
    },
    async (request) => {
      const assignment = await findDutyAssignment(ctx.db, request.params.id)
      if (assignment === undefined) throw dutyAssignmentNotFound()
      return presentDutyAssignment(assignment)
    },
  )

  app.patch(
    '/:id',
    {
      schema: {
        ...COMMON,
        summary: 'Move a duty to another date or time',
        description:
          'What was not sent yet of the old date and time is withdrawn; the new allotment is sent.',
        params: IdParams,
        body: MoveDutyAssignment,
        response: { 200: DutyAssignment },
      },
      config: {
        problems: [
          ...ADMIN_PROBLEMS,
          'duty_assignment_not_found',
          'duty_assignment_cancelled',
          'duty_assignment_exists',
          'duty_in_the_past',
          'registration_unknown',
        ],
      },
    },
    async (request) => {
      const traceparent = readTraceparent(request.headers.traceparent)
      return presentDutyAssignment(
        await moveDutyAssignment(ctx, request.params.id, request.body, traceparent),
      )
    },
  )

  app.post(
    '/:id/cancel',
    {
      schema: {
        ...COMMON,
        summary: 'Cancel a duty',
        description: 'What was not sent yet is withdrawn. Cancelling again changes nothing.',
        params: IdParams,
        response: { 200: DutyAssignment },
      },
      config: { problems: [...ADMIN_PROBLEMS, 'duty_assignment_not_found'] },
    },
    async (request) => presentDutyAssignment(await cancelDutyAssignment(ctx, request.params.id)),
  )
}
