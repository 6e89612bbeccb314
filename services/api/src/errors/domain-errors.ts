import type { CatalogueEntry } from './catalogue.ts'

/** Errors of registrations, duty assignments, reminders, deliveries, channels and templates. */
export const DOMAIN_ERRORS = {
  registration_not_found: {
    status: 404,
    title: 'Registration not found',
    means: 'No registration has this id.',
    to_do: 'List the registrations.',
  },
  duty_assignment_not_found: {
    status: 404,
    title: 'Duty assignment not found',
    means: 'No duty assignment has this id.',
    to_do: 'List the duty assignments.',
  },
  registration_exists: {
    status: 409,
    title: 'Registration exists',
    means: 'The name is registered with this phone number.',
    to_do:
      'No action needed: the person is registered. Where a change of a registration is refused, erase one of the two.',
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
  registration_unknown: {
    status: 422,
    title: 'Unknown registration',
    means: 'The `registration_id` does not exist or was erased.',
    to_do: 'Register the person first.',
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
  delivery_not_found: {
    status: 404,
    title: 'Delivery not found',
    means: 'No delivery has this id.',
    to_do: 'List the deliveries.',
  },
  channel_not_found: {
    status: 404,
    title: 'Channel not found',
    means: 'No channel has this name.',
    to_do: 'Use `whatsapp` or `email`.',
  },
  template_not_found: {
    status: 404,
    title: 'Template not found',
    means: 'No template has this name.',
    to_do: 'See `templates` in `GET /v1/channels`.',
  },
  has_arrived: {
    status: 409,
    title: 'Already delivered',
    means: 'The delivery was delivered or read.',
    to_do: 'No action needed.',
  },
  may_have_arrived: {
    status: 409,
    title: 'May have arrived',
    means: 'The delivery was accepted, is in doubt, or was refused by a failing server.',
    to_do: 'Check its attempts; `confirm_duplicate: true` sends it again.',
  },
  nothing_to_retry: {
    status: 409,
    title: 'Nothing to retry',
    means: 'The delivery is waiting or being sent.',
    to_do: 'No action needed: it is sent automatically.',
  },
  delivery_cancelled: {
    status: 409,
    title: 'Delivery cancelled',
    means: 'The delivery is cancelled.',
    to_do: 'No action needed: its `reason` names the cause.',
  },
  delivery_withdrawn: {
    status: 409,
    title: 'Delivery withdrawn',
    means: 'The delivery was withdrawn while it was being sent.',
    to_do: 'No action needed: the message is not true any more.',
  },
  delivery_expired: {
    status: 409,
    title: 'Delivery expired',
    means: '`expires_at` has passed.',
    to_do: 'Contact the person another way: the message would be false.',
  },
  registration_erased: {
    status: 409,
    title: 'Registration erased',
    means: 'The registration of the recipient was erased.',
    to_do: 'No action needed.',
  },
  duty_changed: {
    status: 409,
    title: 'Duty changed',
    means: 'The message names a duty that was moved or cancelled since.',
    to_do: 'No action needed: the change has its own delivery.',
  },
  recipient_suppressed: {
    status: 409,
    title: 'Recipient suppressed',
    means: 'The recipient opted out on this channel.',
    to_do: 'Wait until the recipient writes START.',
  },
  template_held: {
    status: 409,
    title: 'Template held',
    means: 'The template of the delivery is held.',
    to_do: 'Repair the cause, then call `POST /v1/templates/:name/release`.',
  },
  number_changed: {
    status: 409,
    title: 'Number changed',
    means: 'WhatsApp reported that the person has another number, and nobody has decided what becomes of it.',
    to_do:
      'Change `phone_number` of the registration, or keep it with `POST /v1/registrations/:id/number-change`.',
  },
  number_change_not_found: {
    status: 409,
    title: 'No number change',
    means: 'WhatsApp has reported no change of the number of this registration.',
    to_do: 'No action needed.',
  },
  expected_count_differs: {
    status: 409,
    title: 'Expected count differs',
    means: 'The bulk retry matches another number than `expected_count`; nothing was done.',
    to_do: 'Repeat the dry run and send its number.',
  },
  too_many_deliveries: {
    status: 409,
    title: 'Too many deliveries',
    means: 'The bulk retry matches more than 10,000 deliveries; nothing was done.',
    to_do: 'Narrow the filter, for example by `created_to`.',
  },
  channel_waits_for_restore: {
    status: 409,
    title: 'Database restored',
    means: 'The channel is paused because the database was restored or cloned.',
    to_do: 'Check the database, then run `pnpm resume --after-restore`.',
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>
