import { Type } from 'typebox'
import { AppError } from '@dutybell/shared/errors'
import { type ReminderContext, runReminders } from '@dutybell/shared/reminders/run-reminders'
import { parsePayload } from './parse-payload.ts'
import { PermanentError } from './permanent-error.ts'

const Payload = Type.Object({ date: Type.Optional(Type.String()) }, { additionalProperties: false })

/**
 * The operator's `send_reminders`: reminds everyone with a duty tomorrow who was not yet told it.
 *
 * @throws {PermanentError} when the payload does not parse or its date is not tomorrow's
 */
export async function sendReminders(ctx: ReminderContext, payload: unknown): Promise<number> {
  const input = parsePayload('send_reminders', Payload, payload ?? {}, { date: '2026-03-15' })
  try {
    const run = await runReminders(ctx, input)
    return run.published.length
  } catch (error) {
    if (error instanceof AppError) throw new PermanentError(error.message, { cause: error })
    throw error
  }
}
