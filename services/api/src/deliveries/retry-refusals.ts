import { AppError } from '@dutybell/shared/errors'

/** The reasons for which a retry is refused, each with its sentence. */
export const REFUSALS = {
  has_arrived: 'The message was delivered: a retry would only duplicate it.',
  may_have_arrived:
    'The message may have arrived: check its attempts. Send "confirm_duplicate": true to retry it.',
  nothing_to_retry: 'The delivery is waiting or being sent: no retry is needed.',
  delivery_cancelled: 'The delivery is cancelled: its reason names the cause.',
  delivery_withdrawn: 'The delivery was withdrawn while it was being sent: it is never sent again.',
  delivery_expired: 'The deadline has passed: the message is not true any more.',
  registration_erased: 'The registration of this person is erased.',
  duty_changed: 'The duty in the message was moved or cancelled since: the message is not true any more.',
  recipient_suppressed: 'The recipient opted out on this channel.',
  template_held:
    'The template is held: repair the cause and release the template; then the delivery is sent.',
  number_changed:
    'The person has another WhatsApp number: change the number of the registration, or decide that it stays.',
} as const satisfies Partial<Record<AppError['code'], string>>

export type RetryRefusal = keyof typeof REFUSALS
export const RETRY_REFUSALS = [
  'has_arrived',
  'may_have_arrived',
  'nothing_to_retry',
  'delivery_cancelled',
  'delivery_withdrawn',
  'delivery_expired',
  'registration_erased',
  'duty_changed',
  'recipient_suppressed',
  'template_held',
  'number_changed',
] as const satisfies readonly RetryRefusal[]

export type RetryVerdict = 'retry' | RetryRefusal

export function retryRefused(refusal: RetryRefusal): AppError {
  return new AppError(refusal, REFUSALS[refusal])
}
