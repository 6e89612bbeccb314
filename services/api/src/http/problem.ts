import type { ErrorCode, Fault } from '@dutybell/shared/errors'
import { Type } from 'typebox'

/** RFC 9457, with our code and one entry per field that needs attention. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'A name for this kind of problem.' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong this time, and what to do.' }),
    instance: Type.String({ description: 'The path of the request.' }),
    code: Type.String({ description: 'For programs; docs/errors.md lists them all.' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({
            description: 'JSON pointer to the field, or / and the name of a parameter.',
          }),
          detail: Type.String(),
        }),
      ),
    ),
  },
  { title: 'Problem' },
)

export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: ErrorCode
  readonly errors?: readonly Fault[]
}

/** What each code is over HTTP. */
export const PROBLEMS: Readonly<Record<ErrorCode, { status: number; title: string }>> = {
  invalid_input: { status: 400, title: 'The input needs attention' },
  malformed_request: { status: 400, title: 'The request cannot be read' },
  unauthorized: { status: 401, title: 'A key is needed' },
  webhook_signature_invalid: { status: 401, title: 'The signature does not fit' },
  webhook_forbidden: { status: 403, title: 'The webhook is closed' },
  registration_not_found: { status: 404, title: 'No such registration' },
  duty_assignment_not_found: { status: 404, title: 'No such duty assignment' },
  delivery_not_found: { status: 404, title: 'No such delivery' },
  channel_not_found: { status: 404, title: 'No such channel' },
  template_not_found: { status: 404, title: 'No such template' },
  route_not_found: { status: 404, title: 'No such address' },
  method_not_allowed: { status: 405, title: 'Not with this method' },
  registration_exists: { status: 409, title: 'Registered already' },
  duty_assignment_exists: { status: 409, title: 'Assigned already' },
  duty_assignment_cancelled: { status: 409, title: 'The duty is cancelled' },
  has_arrived: { status: 409, title: 'It has arrived' },
  may_have_arrived: { status: 409, title: 'It may have arrived' },
  nothing_to_retry: { status: 409, title: 'Nothing to retry' },
  delivery_cancelled: { status: 409, title: 'The delivery is cancelled' },
  delivery_withdrawn: { status: 409, title: 'The delivery is withdrawn' },
  delivery_expired: { status: 409, title: 'The deadline has passed' },
  registration_erased: { status: 409, title: 'The registration is erased' },
  duty_changed: { status: 409, title: 'The duty has changed' },
  recipient_suppressed: { status: 409, title: 'The recipient wants no messages' },
  template_held: { status: 409, title: 'The template is held' },
  expected_count_differs: { status: 409, title: 'Not as many as expected' },
  too_many_deliveries: { status: 409, title: 'Too many at once' },
  channel_waits_for_restore: { status: 409, title: 'The database was restored' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'Not this content type' },
  registration_unknown: { status: 422, title: 'Nobody has this registration' },
  duty_in_the_past: { status: 422, title: 'The day is over' },
  reminder_date_not_tomorrow: { status: 422, title: 'Not tomorrow' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Our mistake' },
  database_unavailable: { status: 503, title: 'The database is away' },
  not_ready: { status: 503, title: 'Not ready' },
}
