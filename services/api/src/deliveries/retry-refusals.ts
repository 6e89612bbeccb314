import { AppError } from '@dutybell/shared/errors'

/** Why a delivery is not sent again, each with the sentence that a person reads. */
const REFUSALS = {
  has_arrived: 'It was delivered: sending it again would only double it.',
  may_have_arrived:
    'It may have arrived: look at its attempts. Give "confirm_duplicate": true to send it all the same.',
  nothing_to_retry: 'It waits or is being sent: it goes by itself.',
  delivery_cancelled: 'It is cancelled: its reason says why it is no longer to be told.',
  delivery_withdrawn: 'It was taken back while it was on its way: it is never sent again.',
  delivery_expired: 'Its deadline has passed: what it says is no longer true.',
  registration_erased: 'The registration of this person is erased.',
  duty_changed: 'The duty it speaks of was moved or cancelled since: what it says is no longer true.',
  recipient_suppressed: 'The recipient wants no messages on this channel.',
  template_held: 'Its template is held: mend the cause, then release the template, and it goes by itself.',
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
] as const satisfies readonly RetryRefusal[]

export type RetryVerdict = 'retry' | RetryRefusal

export function retryRefused(refusal: RetryRefusal): AppError {
  return new AppError(refusal, REFUSALS[refusal])
}
