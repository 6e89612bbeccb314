import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { DutyDate } from '../../duty-assignments/schemas.ts'
import { listReminders } from '../../reminders/list-reminders.ts'
import { remindByHand } from '../../reminders/remind-by-hand.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { showPage } from '../frame/show-page.ts'
import { formBody } from '../parts/form.ts'
import { counted } from '../parts/time.ts'
import { remindersView } from './view.ts'

const here = '/console/reminders'
const config = { scopes: ['assignments'] } as const

export const reminderPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  app.get('/reminders', { config }, async (request, reply) => {
    const data = await listReminders(ctx)
    return showPage(ctx, { request, reply }, { here, data, view: remindersView })
  })

  // The date is that of the page, so that a page of yesterday reminds nobody of another day.
  const Run = { body: formBody({ date: DutyDate }) }
  app.post('/reminders/run', { schema: Run, config }, async (request, reply) =>
    answerForm(ctx, { request, reply }, async (ctx) => {
      const { published } = await remindByHand(ctx, { date: request.body.date })
      if (published.length > 0) ctx.waker.wake('drain_outbox')
      const people = new Set(published.map(({ registration_id }) => registration_id)).size
      const notice =
        people === 0
          ? 'Everybody was reminded already: nothing more goes.'
          : `${counted(people, 'reminder goes', 'reminders go')} now.`
      return { to: here, notice }
    }),
  )
}
