import type { Waker } from '@dutybell/shared/outbox/wake'
import { type ReminderContext, runReminders } from '@dutybell/shared/reminders/run-reminders'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ADMIN_PROBLEMS, ADMIN_SECURITY } from '../http/admin-route.ts'
import { presentReminderRun } from './present.ts'
import { ReminderRun, RunReminders } from './schemas.ts'

export interface ReminderRoutesOptions {
  readonly ctx: ReminderContext
  readonly waker: Waker
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
        summary: "Remind everyone of tomorrow's duties who was not reminded yet",
        security: ADMIN_SECURITY,
        body: RunReminders,
        response: { 200: ReminderRun },
      },
      config: { problems: [...ADMIN_PROBLEMS, 'reminder_date_not_tomorrow'] },
      // Without a body it is tomorrow's run, in earnest.
      preValidation: async (request) => {
        request.body ??= {}
      },
    },
    async (request) => {
      const run = await runReminders(ctx, request.body)
      if (!run.dry_run) waker.wake('drain_outbox')
      return presentReminderRun(run)
    },
  )
}
