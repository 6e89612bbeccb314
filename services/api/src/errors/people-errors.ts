import type { CatalogueEntry } from './entry.ts'

/** Of registrations, duty assignments and reminders. */
export const PEOPLE_ERRORS = {
  registration_not_found: {
    status: 404,
    title: 'No such registration',
    means: 'No registration has this id.',
    to_do: 'List the registrations.',
  },
  duty_assignment_not_found: {
    status: 404,
    title: 'No such duty assignment',
    means: 'No duty assignment has this id.',
    to_do: 'List the duty assignments.',
  },
  registration_exists: {
    status: 409,
    title: 'Registered already',
    means: 'The name is registered with this phone number.',
    to_do: 'Nothing: the person is registered.',
  },
  duty_assignment_exists: {
    status: 409,
    title: 'Assigned already',
    means: 'The person has this duty on this date.',
    to_do: 'Nothing: the duty is assigned.',
  },
  duty_assignment_cancelled: {
    status: 409,
    title: 'The duty is cancelled',
    means: 'A cancelled duty cannot be moved.',
    to_do: 'Assign a new one.',
  },
  registration_unknown: {
    status: 422,
    title: 'Nobody has this registration',
    means: 'The duty is for a `registration_id` nobody has, or that was erased.',
    to_do: 'Register the person first.',
  },
  duty_in_the_past: {
    status: 422,
    title: 'The day is over',
    means: 'The day is over in `TIME_ZONE`.',
    to_do: 'Give today or a later date.',
  },
  reminder_date_not_tomorrow: {
    status: 422,
    title: 'Not tomorrow',
    means: 'The reminders are of another day: their text says "tomorrow".',
    to_do: "Give tomorrow's date, or ask for a dry run.",
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>
