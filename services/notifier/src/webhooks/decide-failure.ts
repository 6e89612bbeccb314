import type { ProviderWait, Translation } from '@dutybell/shared/channels/channel-control'
import {
  classifyGraphError,
  describeErrorCode,
  MARKETING_REFUSED,
  PAIR_RATE_LIMIT,
} from '@dutybell/shared/whatsapp/error-catalogue'
import { readWaitInText } from '../providers/wait-in-text.ts'
import { DEFAULT_RATE_LIMIT_WAIT_MS } from '../channels/settings.ts'
import { pausesChannel, streakText } from '../channels/failure-streaks.ts'
import { type Decision, decideAfterRefusal } from '../deliveries/decide.ts'
import type { MergedReceipt } from './merge-receipts.ts'
import type { Match } from './queries.ts'

/** What a failed receipt means beyond its delivery. */
export type Effect =
  | { readonly kind: 'pause'; readonly code: string; readonly text: string }
  | {
      readonly kind: 'slow'
      readonly code: string
      /** Null where neither the failure nor the meaning of the code names one. */
      readonly wait: ProviderWait | null
      readonly refused: number
    }
  | { readonly kind: 'hold'; readonly translation: Translation; readonly code: string; readonly text: string }
  | ({ readonly kind: 'space'; readonly recipient: string; readonly code: string } & ProviderWait)
  | {
      readonly kind: 'refuse_marketing'
      readonly recipient: string
      readonly code: string
      readonly at: Temporal.Instant
    }

export interface FailureDecision {
  readonly decision: Decision
  readonly effect: Effect | null
}

const LATE: Decision = { verdict: 'failed', reason: 'late_failure', delay_ms: 0, counts_attempt: 1 }

/**
 * Decides once what a failed receipt means: for its delivery, and beyond it. It has an effect beyond its delivery only where it
 * matches an attempt, was not applied before, and is no older than a day by its own time.
 *
 * @param match the attempt; undefined where none is known
 * @param streaks the codes that failed five different recipients in a row
 */
export function decideFailure(
  { error, failed_at }: Pick<MergedReceipt, 'error' | 'failed_at'>,
  match: Match | undefined,
  streaks: ReadonlySet<string>,
  { backoff_ms, default_language }: { readonly backoff_ms: number; readonly default_language: string },
): FailureDecision {
  const code = error === null ? null : String(error.code)
  const error_class =
    error === null ? 'transient' : classifyGraphError({ code: error.code, details: error.text })
  const named_wait_ms = readWaitInText(error?.text ?? '')
  const retry_after = named_wait_ms === undefined ? {} : { retry_after_ms: named_wait_ms }
  const decision =
    match?.is_late === true
      ? LATE
      : decideAfterRefusal({ class: error_class, code, ...retry_after }, backoff_ms)
  if (error === null || code === null || failed_at === null || match === undefined || match.is_repeat)
    return { decision, effect: null }
  const { template: name, language, recipient } = match
  if (code === MARKETING_REFUSED && !match.is_erased)
    return { decision, effect: { kind: 'refuse_marketing', recipient, code, at: failed_at } }
  if (match.is_late) return { decision, effect: null }
  const { text } = error
  if (streaks.has(code) && pausesChannel(error_class))
    return {
      decision: decideAfterRefusal({ class: 'account', code }, backoff_ms),
      effect: { kind: 'pause', code, text: streakText({ code, text }) },
    }
  switch (error_class) {
    case 'account':
      return { decision, effect: { kind: 'pause', code, text } }
    case 'template':
      return {
        decision,
        effect: { kind: 'hold', translation: { name, language: language || default_language }, code, text },
      }
    case 'pace': {
      const usual_s = describeErrorCode(error.code)?.wait_seconds
      const wait_ms = named_wait_ms ?? (usual_s === undefined ? undefined : usual_s * 1000)
      const { delivery_id } = match
      if (code !== PAIR_RATE_LIMIT) {
        const wait = wait_ms === undefined ? null : { wait_ms, delivery_id }
        return { decision, effect: { kind: 'slow', code, wait, refused: 1 } }
      }
      const spacing_ms = wait_ms ?? DEFAULT_RATE_LIMIT_WAIT_MS
      return { decision, effect: { kind: 'space', recipient, code, wait_ms: spacing_ms, delivery_id } }
    }
    case 'transient':
    case 'quota':
    case 'recipient':
    case 'request':
      return { decision, effect: null }
  }
}
