import type { AttemptOutcome } from '@dutybell/shared/db/vocabulary'
import { WITHHELD_FOR_A_DAY } from '@dutybell/shared/whatsapp/error-catalogue'
import {
  type ChannelSettings,
  DEFAULT_QUOTA_WAIT_MS,
  DEFAULT_RATE_LIMIT_WAIT_MS,
} from '../channels/settings.ts'
import type { ProviderError, SendOutcome } from '../providers/outcome.ts'
import { WITHHELD_BY_MODE } from '../providers/restrict-recipients.ts'
import type { Claimed } from './claim-deliveries.ts'

/** The outcome of an attempt and the next step, as `record_attempts` takes them. */
export interface AttemptResult {
  readonly delivery_id: string
  readonly attempt: number
  readonly outcome: AttemptOutcome
  readonly http_status: number | null
  readonly code: string | null
  readonly text: string | null
  readonly trace_id: string | null
  readonly provider_message_id: string | null
  /** Ids of the recipient that the answer disclosed. */
  readonly account?: { readonly wa_id: string | null; readonly user_id: string | null }
  /** `retry_once`: one more attempt, whatever MAX_ATTEMPTS allows. */
  readonly verdict: 'accepted' | 'retry' | 'retry_once' | 'failed' | 'held' | 'in_doubt'
  /** Of a held or failed delivery. */
  readonly reason: string | null
  readonly delay_ms: number
  /** 1: the attempt counts against MAX_ATTEMPTS. */
  readonly counts_attempt: 0 | 1
}

export type Decision = Pick<AttemptResult, 'verdict' | 'reason' | 'delay_ms' | 'counts_attempt'>

const MAX_BACKOFF_MS = 300_000
const MAX_RECONNECT_MS = 60_000 // nothing was sent and no attempt is counted, so a retry per minute costs little
const DAY_MS = 86_400_000

export interface DecideOptions extends Pick<ChannelSettings, 'channel' | 'retry_base_ms'> {
  /** The attempt is not counted and the delivery is sent again: all sends fail, it was a trial, or it was not sent. */
  readonly is_outage?: boolean
  /** In 0 … 1. */
  readonly random?: () => number
}

/** Decides from the outcome of a send what is recorded. */
export function decide(
  claimed: Pick<Claimed, 'delivery_id' | 'attempt' | 'spent'>,
  outcome: SendOutcome,
  { channel, retry_base_ms, is_outage = false, random = Math.random }: DecideOptions,
): AttemptResult {
  const error = outcome.outcome === 'accepted' ? null : outcome.error
  const { attempt, spent } = claimed
  // What the back-off grows with: attempts that count. Of an e-mail none does, so there it is all of them.
  const tries = channel === 'email' ? attempt - 1 : spent
  const decision = decideNext({ attempt, tries }, outcome, (ms) => random() * ms, retry_base_ms)
  return {
    delivery_id: claimed.delivery_id,
    attempt: claimed.attempt,
    outcome: outcome.outcome,
    http_status: outcome.http_status,
    code: error?.code ?? null,
    text: error?.text ?? null,
    trace_id: outcome.trace_id,
    provider_message_id: outcome.outcome === 'accepted' ? outcome.provider_message_id : null,
    ...(outcome.outcome === 'accepted' && outcome.account ? { account: outcome.account } : {}),
    // E-mail is retried until it expires.
    ...(is_outage ? putBack(decision) : channel === 'email' ? withoutCountingAttempt(decision) : decision),
  }
}

/** In an outage the fault is not in the request either, so it is sent again. */
function putBack(decision: Decision): Decision {
  return decision.verdict === 'failed' && decision.reason === 'request'
    ? retry(DEFAULT_RATE_LIMIT_WAIT_MS, 0)
    : withoutCountingAttempt(decision)
}

function withoutCountingAttempt(decision: Decision): Decision {
  return decision.verdict === 'retry' ? { ...decision, counts_attempt: 0 } : decision
}

function decideNext(
  { attempt, tries }: { readonly attempt: number; readonly tries: number },
  outcome: SendOutcome,
  jitter: (ms: number) => number,
  base_ms: number,
): Decision {
  const backoff_ms = (n: number, max_ms: number) => jitter(Math.min(max_ms, base_ms * 2 ** n))
  switch (outcome.outcome) {
    case 'accepted':
      return { verdict: 'accepted', reason: null, delay_ms: 0, counts_attempt: 0 }
    case 'in_doubt':
      return { verdict: 'in_doubt', reason: null, delay_ms: 0, counts_attempt: 1 }
    case 'unsent':
      if (outcome.error.class === 'request') {
        return fail(outcome.error.code === WITHHELD_BY_MODE ? WITHHELD_BY_MODE : 'request')
      }
      if (outcome.error.class === 'quota') return decideAfterRefusal(outcome.error, 0)
      return retry(outcome.error.retry_after_ms ?? backoff_ms(attempt - 1, MAX_RECONNECT_MS), 0)
    case 'refused':
      return decideAfterRefusal(outcome.error, backoff_ms(tries, MAX_BACKOFF_MS))
  }
}

/** For a refusal in the provider's answer or in a failed receipt. */
export function decideAfterRefusal(
  error: Pick<ProviderError, 'class' | 'code' | 'retry_after_ms'>,
  backoff_ms: number,
): Decision {
  if (error.code === WITHHELD_FOR_A_DAY)
    return { verdict: 'retry_once', reason: 'recipient', delay_ms: DAY_MS, counts_attempt: 1 }
  switch (error.class) {
    case 'transient':
      return retry(error.retry_after_ms ?? backoff_ms, 1)
    case 'pace':
    case 'account':
      return retry(error.retry_after_ms ?? DEFAULT_RATE_LIMIT_WAIT_MS, 0)
    case 'quota':
      return retry(error.retry_after_ms ?? DEFAULT_QUOTA_WAIT_MS, 0)
    case 'template':
      return { verdict: 'held', reason: 'template', delay_ms: 0, counts_attempt: 0 }
    case 'recipient':
    case 'request':
      return fail(error.class)
  }
}

function fail(reason: string): Decision {
  return { verdict: 'failed', reason, delay_ms: 0, counts_attempt: 1 }
}

function retry(delay_ms: number, counts_attempt: 0 | 1): Decision {
  return { verdict: 'retry', reason: null, delay_ms, counts_attempt }
}
