import type { CatalogueEntry } from './entry.ts'

/** Of deliveries, channels and templates. */
export const DELIVERY_ERRORS = {
  delivery_not_found: {
    status: 404,
    title: 'No such delivery',
    means: 'No delivery has this id.',
    to_do: 'List the deliveries.',
  },
  channel_not_found: {
    status: 404,
    title: 'No such channel',
    means: 'No channel has this name.',
    to_do: 'Use `whatsapp` or `email`.',
  },
  template_not_found: {
    status: 404,
    title: 'No such template',
    means: 'No template has this name.',
    to_do: 'See `templates` in `GET /v1/channels`.',
  },
  has_arrived: {
    status: 409,
    title: 'It has arrived',
    means: 'A retry of what was delivered or read.',
    to_do: 'Nothing: it is there.',
  },
  may_have_arrived: {
    status: 409,
    title: 'It may have arrived',
    means: 'A retry of what was accepted, is in doubt, or was refused by a failing server.',
    to_do: 'Look at its attempts; `confirm_duplicate: true` sends it all the same.',
  },
  nothing_to_retry: {
    status: 409,
    title: 'Nothing to retry',
    means: 'A retry of what waits or is being sent.',
    to_do: 'Nothing: it goes by itself.',
  },
  delivery_cancelled: {
    status: 409,
    title: 'The delivery is cancelled',
    means: 'A retry of a cancelled delivery.',
    to_do: 'Nothing: its `reason` says why it is no longer to be told.',
  },
  delivery_withdrawn: {
    status: 409,
    title: 'The delivery is withdrawn',
    means: 'A retry of what was taken back while it was on its way.',
    to_do: 'Nothing: it is no longer to be told.',
  },
  delivery_expired: {
    status: 409,
    title: 'The deadline has passed',
    means: 'A retry past `expires_at`.',
    to_do: 'Tell the person in another way: the message would be false.',
  },
  registration_erased: {
    status: 409,
    title: 'The registration is erased',
    means: 'A retry to someone whose registration was erased.',
    to_do: 'Nothing.',
  },
  duty_changed: {
    status: 409,
    title: 'The duty has changed',
    means: 'A retry of what speaks of a duty that was moved or cancelled since.',
    to_do: 'Nothing: the new allotment has its own delivery.',
  },
  recipient_suppressed: {
    status: 409,
    title: 'The recipient wants no messages',
    means: 'A retry to someone who wants no messages there.',
    to_do: 'Wait until they write START.',
  },
  template_held: {
    status: 409,
    title: 'The template is held',
    means: 'A retry of a template that is held.',
    to_do: 'Mend its cause, then `POST /v1/templates/:name/release`.',
  },
  expected_count_differs: {
    status: 409,
    title: 'Not as many as expected',
    means: 'A bulk retry matches another number than `expected_count`; nothing was done.',
    to_do: 'Look again, then give the number you have seen.',
  },
  too_many_deliveries: {
    status: 409,
    title: 'Too many at once',
    means: 'A bulk retry matches more than 10,000; nothing was done.',
    to_do: 'Narrow the filter, such as by `created_to`.',
  },
  channel_waits_for_restore: {
    status: 409,
    title: 'The database was restored',
    means: 'A channel is paused as the database was restored or cloned.',
    to_do: 'Check it, then run `pnpm resume --after-restore`.',
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>
