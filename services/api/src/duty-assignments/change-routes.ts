import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { AppError } from '@dutybell/shared/errors'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, IF_MATCH, withHeaders } from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { IdParams } from '../http/schemas.ts'
import { readTraceparent } from '../http/traceparent.ts'
import { assignBatch } from './assign-batch.ts'
import { cancelNight } from './cancel-duty-assignment.ts'
import type { AssigningContext } from './change-duties.ts'
import * as Schemas from './change-schemas.ts'
import { handOver, swapDuties } from './exchange-duties.ts'
import { DUTY_CHANGE_PROBLEMS, DUTY_PROBLEMS } from './failures.ts'
import { presentDutyAssignment, presentResult, presentTold } from './present.ts'
import { publishWaiting } from './publish-waiting.ts'
import { viewOf } from '../pii/personal-view.ts'

const COMMON = { tags: ['duty assignments'], security: ADMIN_SECURITY }
const HEADERS = Type.Object(IDEMPOTENCY_KEY)

/** Routes that change more than one duty at once. */
export const dutyChangeRoutes: FastifyPluginAsyncTypebox<{ ctx: AssigningContext }> = async (
  app,
  { ctx },
) => {
  app.post(
    '/:id/hand-over',
    {
      schema: {
        ...COMMON,
        operationId: 'hand_over_duty',
        summary: 'Give a duty to another person',
        description:
          'The duty is cancelled and a new one with its date and time is created. A person who was told of it gets `duty_cancelled`.',
        params: IdParams,
        headers: Type.Object({ ...IDEMPOTENCY_KEY, ...IF_MATCH }),
        body: Schemas.HandOver,
        response: { 200: withHeaders(Schemas.HandedOver, IDEMPOTENCY_REPLAYED) },
      },
      config: { problems: [...DUTY_PROBLEMS, ...DUTY_CHANGE_PROBLEMS, ...IDEMPOTENCY_PROBLEMS] },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const { cancelled, created, told } = await handOver(ctx, request.params.id, request.body, {
          traceparent: readTraceparent(request.headers.traceparent),
          if_match: request.headers['if-match'],
        })
        const [before] = cancelled
        const [after] = created
        if (before === undefined || after === undefined) throw new Error('A hand-over writes both duties.')
        return {
          status: 200,
          body: {
            cancelled: presentDutyAssignment(before, viewOf(request)),
            created: presentDutyAssignment(after, viewOf(request)),
            told: presentTold(told),
          },
          registration_id: before.registration_id,
        }
      }),
  )

  app.post(
    '/swap',
    {
      schema: {
        ...COMMON,
        operationId: 'swap_duties',
        summary: 'Let two people exchange their duties',
        description: 'Both duties are cancelled, and two new ones are created.',
        headers: HEADERS,
        body: Schemas.SwapDuties,
        response: { 200: withHeaders(Schemas.SwappedDuties, IDEMPOTENCY_REPLAYED) },
      },
      config: { problems: [...DUTY_PROBLEMS, ...DUTY_CHANGE_PROBLEMS, ...IDEMPOTENCY_PROBLEMS] },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const traceparent = readTraceparent(request.headers.traceparent)
        const { cancelled, created, told } = await swapDuties(ctx, request.body, traceparent)
        const view = viewOf(request)
        return {
          status: 200,
          body: {
            cancelled: cancelled.map((duty) => presentDutyAssignment(duty, view)),
            created: created.map((duty) => presentDutyAssignment(duty, view)),
            told: presentTold(told),
          },
          registration_id: null,
        }
      }),
  )

  app.post(
    '/batch',
    {
      schema: {
        ...COMMON,
        operationId: 'assign_duties',
        summary: 'Assign many duties',
        description:
          'A duty that exists is `unchanged`. If `atomic`, one refused item refuses all: 422 with `results`. A dry run is always 200.',
        headers: HEADERS,
        body: Schemas.AssignBatch,
        response: { 200: withHeaders(Schemas.AssignedBatch, IDEMPOTENCY_REPLAYED) },
      },
      config: { problems: ['batch_refused', ...IDEMPOTENCY_PROBLEMS] },
    },
    async (request, reply) => {
      const about = { instance: '/v1/duty-assignments/batch', request_id: request.id }
      const traceparent = readTraceparent(request.headers.traceparent)
      return answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const { dry_run, is_refused, results } = await assignBatch(ctx, request.body, traceparent)
        const presented = results.map((result) => presentResult(result, about, viewOf(request)))
        if (is_refused) throw new AppError('batch_refused', SOME_REFUSED, { members: { results: presented } })
        return { status: 200, body: { dry_run, results: presented }, registration_id: null }
      })
    },
  )

  app.post(
    '/notify',
    {
      schema: {
        ...COMMON,
        operationId: 'notify_waiting_duties',
        summary: 'Publish the allotments that wait',
        description: 'Each is published once, however often this is called.',
        headers: HEADERS,
        body: Schemas.NotifyWaiting,
        response: { 200: withHeaders(Schemas.NotifiedWaiting, IDEMPOTENCY_REPLAYED) },
      },
      config: { problems: IDEMPOTENCY_PROBLEMS },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const traceparent = readTraceparent(request.headers.traceparent)
        const body = await publishWaiting(ctx, request.body, traceparent)
        return { status: 200, body, registration_id: null }
      }),
  )

  app.post(
    '/cancel',
    {
      schema: {
        ...COMMON,
        operationId: 'cancel_duties_of_a_day',
        summary: 'Cancel all duties of a day, or of one duty time of it',
        headers: HEADERS,
        body: Schemas.CancelDutyAssignments,
        response: { 200: withHeaders(Schemas.CancelledDutyAssignments, IDEMPOTENCY_REPLAYED) },
      },
      config: { problems: ['expected_count_differs', ...IDEMPOTENCY_PROBLEMS] },
    },
    async (request, reply) =>
      answerOnce({ request, reply }, withActor(ctx, request), async (ctx) => {
        const traceparent = readTraceparent(request.headers.traceparent)
        const { told, ...counts } = await cancelNight(ctx, request.body, traceparent)
        return { status: 200, body: { ...counts, told: presentTold(told) }, registration_id: null }
      }),
  )
}

const SOME_REFUSED =
  'Some items were refused, so nothing was written: see results. atomic: false writes the others.'
