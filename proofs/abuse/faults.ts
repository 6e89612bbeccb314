import { ERROR_CATALOGUE } from '@dutybell/shared/whatsapp/error-catalogue'
import { httpStatusOf } from '@dutybell/simulator/graph/graph-error'
import type { Simulator } from '@dutybell/simulator/simulator'

type Behaviour = ReturnType<Simulator['behaviour']>
type MessageAnswer = NonNullable<NonNullable<Behaviour['messages']>[number]['answer']>
type MailAnswer = NonNullable<Behaviour['mails']>[number]['answer']

/** How a message ends that meets the fault once. */
export type End =
  | { readonly is: 'sent'; readonly marked?: boolean; readonly taken?: number }
  | { readonly is: 'failed' }
  | { readonly is: 'waits a day' }

export interface Fault {
  readonly name: string
  readonly answer?: MessageAnswer
  readonly mail?: MailAnswer
  readonly receipts?: 'none'
  readonly ends: End
  /** It stops the channel or the template, until a person says that it may go on. */
  readonly stops?: 'channel' | 'template' | 'pace'
}

const WITHHELD_FOR_A_DAY = 131049

const SENT: End = { is: 'sent' }
const DOUBLED: End = { is: 'sent', marked: true, taken: 2 }
const RESENT: End = { is: 'sent', marked: true }

const ENDS = {
  transient: { ends: SENT },
  recipient: { ends: { is: 'failed' } },
  request: { ends: { is: 'failed' } },
  template: { ends: SENT, stops: 'template' },
  account: { ends: SENT, stops: 'channel' },
  pace: { ends: SENT, stops: 'pace' },
} as const

const ONE_SECOND = { retry_after_seconds: 1 }

export const CODES: readonly Fault[] = (
  ['transient', 'recipient', 'request', 'template', 'account', 'pace'] as const
).flatMap((error_class) =>
  Object.keys(ERROR_CATALOGUE[error_class]).map((text) => {
    const code = Number(text)
    const answer = { kind: 'error' as const, code, ...(error_class === 'pace' ? ONE_SECOND : {}) }
    const { ends, ...more } = ENDS[error_class]
    // An answer 5xx does not say that the message was not taken.
    const resent = ends.is === 'sent' && httpStatusOf({ code }) >= 500 ? RESENT : ends
    const wanted = code === WITHHELD_FOR_A_DAY ? ({ is: 'waits a day' } as const) : resent
    return { name: `Meta ${code} (${error_class})`, answer, ends: wanted, ...more }
  }),
)

export const WIRE: readonly Fault[] = [
  { name: 'an answer that is lost, with receipts', answer: { kind: 'lost' }, ends: SENT },
  {
    name: 'an answer that is lost, without receipts',
    answer: { kind: 'lost' },
    receipts: 'none',
    ends: DOUBLED,
  },
  { name: 'an answer cut off, with receipts', answer: { kind: 'cut_off' }, ends: SENT },
  {
    name: 'an answer cut off, without receipts',
    answer: { kind: 'cut_off' },
    receipts: 'none',
    ends: DOUBLED,
  },
  { name: 'a reset', answer: { kind: 'reset' }, ends: RESENT },
  ...[500, 502, 503, 504].map((http_status) => ({
    name: `HTML ${http_status}`,
    answer: { kind: 'html' as const, http_status },
    ends: RESENT,
  })),
  {
    name: 'HTML 503, taken, with receipts',
    answer: { kind: 'html', http_status: 503, taken: true },
    ends: SENT,
  },
  {
    name: 'Graph 500, taken, without receipts',
    answer: { kind: 'error', code: 131000, http_status: 500, taken: true },
    receipts: 'none',
    ends: DOUBLED,
  },
  { name: 'an unknown code', answer: { kind: 'error', code: 987654 }, ends: SENT },
  ...[450, 451, 452, 421].map((smtp_code) => refusedMail(smtp_code, 'recipient', SENT)),
  ...[550, 551, 553].map((smtp_code) => refusedMail(smtp_code, 'recipient', { is: 'failed' })),
  refusedMail(451, 'data', SENT),
  { name: 'mail: a connection dropped after the message was taken', mail: { kind: 'drop' }, ends: DOUBLED },
  { name: 'mail: a connection dropped, not taken', mail: { kind: 'drop', taken: false }, ends: RESENT },
]

export const HANGING: readonly Fault[] = [
  { name: 'no answer, taken, with receipts', answer: { kind: 'hang' }, ends: SENT },
  { name: 'no answer, not taken', answer: { kind: 'hang', taken: false }, ends: RESENT },
  { name: 'HTML 404', answer: { kind: 'html', http_status: 404 }, ends: SENT, stops: 'channel' },
]

function refusedMail(smtp_code: number, at: 'recipient' | 'data', ends: End): Fault {
  return { name: `mail: ${smtp_code} at ${at}`, mail: { kind: 'refuse', at, smtp_code }, ends }
}
