import type { AttemptOutcome } from '@dutybell/shared/db/vocabulary'
import { WITHHELD_FOR_A_DAY } from '@dutybell/shared/whatsapp/error-catalogue'
import type { ProviderError, SendOutcome } from '../providers/outcome.ts'
import type { Claimed } from './claim-deliveries.ts'
import type { ChannelSettings } from '../channels/settings.ts'

/** How an attempt ended and what is to follow, as `record_attempts` takes it. */
export interface AttemptResult {
  readonly delivery_id: string
  readonly attempt: number
  readonly outcome: AttemptOutcome
  readonly http_status: number | null
  readonly code: string | null
  readonly text: string | null
  readonly trace_id: string | null
  readonly provider_message_id: string | null
  /** `retry_once`: one more attempt, whatever MAX_ATTEMPTS would leave. */
  readonly verdict: 'accepted' | 'retry' | 'retry_once' | 'failed' | 'held' | 'in_doubt'
  /** Why it is held or failed. */
  readonly reason: string | null
  readonly delay_ms: number
  /** How much of MAX_ATTEMPTS this used up. */
  readonly counts_attempt: 0 | 1
}

export type Decision = Pick<AttemptResult, 'verdict' | 'reason' | 'delay_ms' | 'counts_attempt'>

const LONGEST_BACKOFF_MS = 300_000
const DAY_MS = 86_400_000
const LONGEST_RECONNECT_MS = 60_000 // nothing left, so nothing is spent: looking once a minute costs nobody
export const PACE_MS = 5_000 // Meta's advice for a number that is too fast, where it does not say how long

export interface DecideOptions extends Pick<ChannelSettings, 'channel' | 'retry_base_ms'> {
  /** Nobody gets through: nothing is held against this message. */
  readonly is_outage?: boolean
  /** In 0 … 1. */
  readonly random?: () => number
}

/** From the outcome of a send to what is written down. */
export function decide(
  claimed: Pick<Claimed, 'delivery_id' | 'attempt' | 'spent'>,
  outcome: SendOutcome,
  { channel, retry_base_ms, is_outage = false, random = Math.random }: DecideOptions,
): AttemptResult {
  const error = outcome.outcome === 'accepted' ? null : outcome.error
  return {
    delivery_id: claimed.delivery_id,
    attempt: claimed.attempt,
    outcome: outcome.outcome,
    http_status: outcome.http_status,
    code: error?.code ?? null,
    text: error?.text ?? null,
    trace_id: outcome.trace_id,
    provider_message_id: outcome.outcome === 'accepted' ? outcome.provider_message_id : null,
    ...sparing(
      is_outage || channel === 'email',
      follow(claimed, outcome, (ms) => random() * ms, retry_base_ms),
    ),
  }
}

/** What only passes is not counted in an outage; nor for mail, which is tried until it expires. */
function sparing(spares: boolean, decision: Decision): Decision {
  return spares && decision.verdict === 'retry' ? { ...decision, counts_attempt: 0 } : decision
}

function follow(
  claimed: Pick<Claimed, 'attempt' | 'spent'>,
  outcome: SendOutcome,
  jitter: (ms: number) => number,
  base_ms: number,
): Decision {
  const backoff_ms = (n: number, longest_ms: number) => jitter(Math.min(longest_ms, base_ms * 2 ** n))
  switch (outcome.outcome) {
    case 'accepted':
      return { verdict: 'accepted', reason: null, delay_ms: 0, counts_attempt: 0 }
    case 'in_doubt':
      return { verdict: 'in_doubt', reason: null, delay_ms: 0, counts_attempt: 1 }
    case 'unsent':
      if (outcome.error.class === 'request') return fail(outcome.error.class)
      return retry(outcome.error.retry_after_ms ?? backoff_ms(claimed.attempt - 1, LONGEST_RECONNECT_MS), 0)
    case 'refused':
      return followRefusal(outcome.error, backoff_ms(claimed.spent, LONGEST_BACKOFF_MS))
  }
}

/** What follows a refusal, whether Meta answers with it or calls back with it later. */
export function followRefusal(
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
      return retry(error.retry_after_ms ?? PACE_MS, 0)
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
