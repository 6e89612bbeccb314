import { Type, type Static } from 'typebox'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import type { ReminderContext, ReminderRun as Run } from '@dutybell/shared/reminders/run-reminders'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { withActor } from '../audit/actor.ts'
import { ADMIN_SECURITY } from '../http/admin-route.ts'
import { IDEMPOTENCY_KEY, IDEMPOTENCY_REPLAYED, withHeaders } from '../http/headers.ts'
import { answerOnce, IDEMPOTENCY_PROBLEMS } from '../http/idempotency.ts'
import { remindByHand } from './remind-by-hand.ts'
import { ReminderRun, RunReminders } from './schemas.ts'

export interface ReminderRoutesOptions {
  readonly ctx: ReminderContext
  readonly waker: Wakes
}

export const reminderRoutes: FastifyPluginAsyncTypebox<ReminderRoutesOptions> = async (
  app,
  { ctx, waker },
) => {
  app.post(
    '/run',
    {
      schema: {
        tags: ['reminders'],
        operationId: 'run_reminders',
        summary: "Send the reminders of tomorrow's duties that were not sent yet",
        security: ADMIN_SECURITY,
        headers: Type.Object(IDEMPOTENCY_KEY),
        body: RunReminders,
        response: { 200: withHeaders(ReminderRun, IDEMPOTENCY_REPLAYED) },
      },
      // Without a body it is tomorrow's run, in earnest.
      config: { body_optional: true, problems: ['reminder_date_not_tomorrow', ...IDEMPOTENCY_PROBLEMS] },
    },
    async (request, reply) => {
      const now = await ctx.now() // before a transaction is open, as it may take another connection
      const writing = withActor({ ...ctx, waker, now: async () => now }, request)
      return answerOnce({ request, reply }, writing, async (writing) => {
        const run = await remindByHand(writing, request.body)
        if (!run.dry_run) writing.waker.wake('drain_outbox')
        return { status: 200, body: presentReminderRun(run), registration_id: null }
      })
    },
  )
}

function presentReminderRun(run: Run): Static<typeof ReminderRun> {
  return {
    date: run.date,
    dry_run: run.dry_run,
    published: run.published.map(({ registration_id, duty_times }) => ({
      registration_id,
      duty_times: [...duty_times],
    })),
    skipped: run.skipped.map(({ registration_id, reason }) => ({ registration_id, reason })),
  }
}
