import { Type } from 'typebox'
import { AppError } from '@dutybell/shared/errors'
import {
  type ReminderContext,
  type ReminderRun,
  runReminders,
} from '@dutybell/shared/reminders/run-reminders'
import { parsePayload } from './parse-payload.ts'
import { PermanentError } from './permanent-error.ts'

const Payload = Type.Object(
  { date: Type.Optional(Type.String()), dry_run: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
)

/**
 * The operator's `send_reminders`: reminds each person with a duty tomorrow who was not told yet. A dry run, also of another date, only
 * reports.
 *
 * @throws {PermanentError} when the payload does not parse, or its date is not tomorrow's
 */
export async function sendReminders(ctx: ReminderContext, payload: unknown): Promise<ReminderRun> {
  const input = parsePayload('send_reminders', Payload, payload ?? {}, { date: '2026-03-15' })
  try {
    return await runReminders(ctx, input)
  } catch (error) {
    if (error instanceof AppError) throw new PermanentError(error.message, { cause: error })
    throw error
  }
}
