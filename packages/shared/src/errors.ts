/** What went wrong, for programs; docs/errors.md says of each what to do. */
export type ErrorCode =
  | 'registration_exists'
  | 'registration_not_found'
  | 'registration_unknown'
  | 'duty_assignment_exists'
  | 'duty_assignment_not_found'
  | 'duty_assignment_cancelled'
  | 'duty_in_the_past'
  | 'duty_overlaps'
  | 'duty_full'
  | 'batch_refused'
  | 'duty_time_exists'
  | 'duty_time_not_found'
  | 'duty_time_assigned'
  | 'delivery_not_found'
  | 'has_arrived'
  | 'may_have_arrived'
  | 'nothing_to_retry'
  | 'delivery_cancelled'
  | 'delivery_withdrawn'
  | 'delivery_expired'
  | 'registration_erased'
  | 'duty_changed'
  | 'recipient_suppressed'
  | 'template_held'
  | 'number_changed'
  | 'number_change_not_found'
  | 'expected_count_differs'
  | 'too_many_deliveries'
  | 'channel_not_found'
  | 'channel_waits_for_restore'
  | 'template_not_found'
  | 'reminder_date_not_tomorrow'
  | 'invalid_input'
  | 'malformed_request'
  | 'payload_too_large'
  | 'not_acceptable'
  | 'unsupported_media_type'
  | 'route_not_found'
  | 'method_not_allowed'
  | 'rate_limited'
  | 'idempotency_key_in_use'
  | 'idempotency_key_reused'
  | 'precondition_failed'
  | 'unauthorized'
  | 'missing_scope'
  | 'webhook_forbidden'
  | 'metrics_forbidden'
  | 'webhook_signature_invalid'
  | 'not_ready'
  | 'overloaded'
  | 'database_unavailable'
  | 'internal_error'

/** One thing wrong with the input: where (a JSON pointer) and what to do. */
export interface Fault {
  readonly pointer: string
  readonly detail: string
  /** The stable name of the cause, for programs; docs/errors.md lists them. */
  readonly code?: string
}

/** Further members of a problem, with what is in the way. */
export interface ErrorMembers {
  readonly registration_id?: string
  readonly duty_assignment_id?: string
  readonly duty_assignment_ids?: readonly string[]
  readonly duty_time_id?: string
  readonly places?: number
  readonly taken?: number
  /** Of a batch, one for each item. */
  readonly results?: readonly object[]
}

/** An expected failure: the message is a sentence that says what to do. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly faults: readonly Fault[]
  /** When the same request may succeed. */
  readonly retry_after_seconds: number | undefined
  /** Of what was to be changed, where the caller knew another one. */
  readonly current_version: number | undefined
  readonly members: ErrorMembers

  constructor(
    code: ErrorCode,
    message: string,
    options: ErrorOptions & {
      faults?: readonly Fault[]
      retry_after_seconds?: number
      current_version?: number
      members?: ErrorMembers
    } = {},
  ) {
    super(message, options)
    this.code = code
    this.faults = options.faults ?? []
    this.retry_after_seconds = options.retry_after_seconds
    this.current_version = options.current_version
    this.members = options.members ?? {}
  }
}

/** Ends a command or a start with exit code 1; each line of the message is a sentence for the operator. */
export class OperatorError extends Error {
  override name = 'OperatorError'
}

/** Wrong options or arguments of a command: exit code 2. */
export class UsageError extends OperatorError {
  override name = 'UsageError'
}

/** Without its full stop. A host with several addresses has one error per address. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
}
