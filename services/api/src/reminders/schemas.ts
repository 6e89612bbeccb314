import { Type } from 'typebox'
import { Id } from '../http/schemas.ts'

const MAX_DATE_CHARACTERS = 40

export const RunReminders = Type.Object(
  {
    date: Type.Optional(
      Type.String({
        maxLength: MAX_DATE_CHARACTERS,
        format: 'date',
        description: "The duty date; tomorrow's by default. Another date only in a dry run.",
      }),
    ),
    dry_run: Type.Optional(Type.Boolean({ description: 'Return what would be sent, and send nothing.' })),
  },
  { title: 'RunReminders', additionalProperties: false, examples: [{ date: '2035-11-05', dry_run: true }] },
)

export const ReminderRun = Type.Object(
  {
    date: Type.String({ format: 'date' }),
    dry_run: Type.Boolean(),
    published: Type.Array(Type.Object({ registration_id: Id, duty_times: Type.Array(Type.String()) })),
    skipped: Type.Array(Type.Object({ registration_id: Id, reason: Type.String() })),
  },
  { title: 'ReminderRun' },
)
