import type { CatalogueEntry } from './catalogue.ts'

/** Errors of registrations, deliveries, channels and templates. */
export const DOMAIN_ERRORS = {
  registration_not_found: {
    status: 404,
    title: 'Registration not found',
    means: 'No registration has this id.',
    to_do: 'List the registrations.',
  },
  registration_exists: {
    status: 409,
    title: 'Registration exists',
    means: 'The name is registered with this phone number, or, without one, with this e-mail address.',
    to_do:
      'No action needed: the person is registered; `registration_id` says which registration it is, where the request has a key. Where a change of a registration is refused, erase one of the two.',
  },
  registration_unknown: {
    status: 422,
    title: 'Unknown registration',
    means: 'The `registration_id` does not exist or was erased.',
    to_do: 'Register the person first.',
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
    means: 'Another number than `expected_count` matches; nothing was done.',
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
