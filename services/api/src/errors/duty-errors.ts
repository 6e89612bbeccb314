import type { CatalogueEntry } from './catalogue.ts'

/** Errors of duty assignments, duty times and reminders. */
export const DUTY_ERRORS = {
  duty_assignment_not_found: {
    status: 404,
    title: 'Duty assignment not found',
    means: 'No duty assignment has this id.',
    to_do: 'List the duty assignments.',
  },
  duty_assignment_exists: {
    status: 409,
    title: 'Duty assignment exists',
    means: 'The person has this duty on this date already.',
    to_do: 'No action needed: the duty is assigned.',
  },
  duty_overlaps: {
    status: 409,
    title: 'Duty overlaps',
    means: 'The person has another duty at this time: `duty_assignment_ids`.',
    to_do: 'Choose another person or time, or give `override` with a reason.',
  },
  duty_full: {
    status: 409,
    title: 'Duty full',
    means: 'All places of the duty time are taken on this day: `places`, `taken`.',
    to_do: 'Choose another duty time or day, or give `override` with a reason.',
  },
  batch_refused: {
    status: 422,
    title: 'Batch refused',
    means: 'Some items were refused, so none was written: `results`.',
    to_do: 'Correct these items, or send `atomic: false`.',
  },
  duty_assignment_cancelled: {
    status: 409,
    title: 'Duty assignment cancelled',
    means: 'A cancelled duty cannot be moved, handed over or swapped.',
    to_do: 'Create a new duty assignment.',
  },
  duty_time_not_found: {
    status: 404,
    title: 'Duty time not found',
    means: 'No duty time has this id.',
    to_do: 'List the duty times.',
  },
  duty_time_exists: {
    status: 409,
    title: 'Duty time exists',
    means:
      'Another duty time has this name, which `duty_time_id` names; or duty assignments have it as a free label.',
    to_do:
      'Use another name, or change the duty time that has it; move duty assignments with that label first.',
  },
  duty_time_assigned: {
    status: 409,
    title: 'Duty time assigned',
    means: 'People are assigned to the duty time today or later.',
    to_do: 'Move or cancel their duties first.',
  },
  duty_in_the_past: {
    status: 422,
    title: 'Duty date in the past',
    means: 'The date is over in `TIME_ZONE`.',
    to_do: 'Use today or a later date.',
  },
  reminder_date_not_tomorrow: {
    status: 422,
    title: 'Reminder date is not tomorrow',
    means: 'The text of a reminder says "tomorrow", and the date is another one.',
    to_do: "Use tomorrow's date, or a dry run.",
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>
