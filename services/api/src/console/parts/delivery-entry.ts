import { isTemplateName, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import type { DeliveryWithHistory } from '../../deliveries/present.ts'
import type { Attempt } from '../../deliveries/schemas.ts'
import { type Content, html, type Html } from '../html.ts'
import { reasonWords } from '../messages/failure-title.ts'
import { channelName, deliveryMark } from './state.ts'
import { type Clock, stepTime } from './time.ts'
import type { TimelineEntry } from './timeline.ts'

/** What a template says, for people. */
export function templateTitle(name: string): string {
  return isTemplateName(name) ? TEMPLATES[name].title : name
}

/** A message with everything that happened to it: queued, each attempt with the words of the provider, sent, delivered, read. */
export function deliveryEntry(delivery: DeliveryWithHistory, clock: Clock): TimelineEntry {
  const { channel, template, state, text, last_error, possible_duplicate } = delivery
  const is_bad = state === 'failed' || state === 'expired'
  const action = is_bad || state === 'held' || state === 'pending' ? (last_error?.action ?? null) : null
  return {
    title: html`${templateTitle(template)}<span class="soft"> · ${channelName(channel)}</span>`,
    mark: deliveryMark(state),
    words: text,
    language: delivery.language,
    more: html`${action !== null && html`<p><strong>What to do:</strong> ${action}</p>`}${possible_duplicate && html`<p class="soft">It may have arrived twice: an attempt had no clear outcome.</p>`}`,
    steps: stepsOf(delivery, clock),
    ...(is_bad ? { kind: 'bad' } : {}),
  }
}

interface Step {
  readonly at: string
  readonly words: Content
}

/** The attempts say these with the words of the provider. */
const SAID_BY_ATTEMPTS: readonly string[] = ['sending', 'accepted', 'in_doubt']

function stepsOf(delivery: DeliveryWithHistory, clock: Clock): Html[] {
  const { events, attempt_log, channel, state, reason, next_attempt_at } = delivery
  const queued = events.flatMap(({ state, at, replay }) =>
    state === 'pending'
      ? [{ at, words: replay === undefined ? 'queued' : `queued again by ${replay.requested_by}` }]
      : [],
  )
  const tries = attempt_log.map((attempt) => ({
    at: attempt.finished_at ?? attempt.started_at,
    words: attemptWords(attempt, attempt_log.length, channel),
  }))
  const states = events
    .filter((event) => event.state !== 'pending')
    .filter((event) => attempt_log.length === 0 || !SAID_BY_ATTEMPTS.includes(event.state))
    .map((event) => {
      const is_last = event.state === state
      const why = is_last && reason !== null && `: ${reasonWords(reason)}`
      const said = is_last && saidByReceipt(delivery)
      return { at: event.at, words: html`${STEP_WORDS[event.state] ?? event.state}${why}${said}` }
    })
  const next =
    next_attempt_at !== null && state === 'pending' && attempt_log.length > 0
      ? [{ at: next_attempt_at, words: 'tried again' }]
      : []
  const steps: Step[] = [...queued, ...tries, ...states].toSorted((a, b) => secondOf(a) - secondOf(b))
  return [...steps, ...next].map(
    ({ at, words }, place) => html`${stepTime(at, clock, steps[place - 1]?.at)} ${words}`,
  )
}

/** The words of a failure that a receipt brought: no attempt has them. */
function saidByReceipt({ last_error, attempt_log }: DeliveryWithHistory): Html | false {
  if (last_error === null || attempt_log.some(({ provider_code }) => provider_code === last_error.code))
    return false
  const { code, text } = last_error
  return html`${text !== null && html`: <q>${text}</q>`}${code !== null && ` (${code})`}`
}

/** Within one, a message is queued, tried, and then in a state. */
function secondOf({ at }: Step): number {
  return Math.floor(Temporal.Instant.from(at).epochMilliseconds / 1_000)
}

const STEP_WORDS: Readonly<Record<string, string>> = { in_doubt: 'in doubt', expired: 'too late' }

function attemptWords(attempt: Attempt, attempts: number, channel: DeliveryWithHistory['channel']): Html {
  const { number, outcome, provider_code, provider_text } = attempt
  const provider = channel === 'whatsapp' ? 'Meta' : 'the mail server'
  const what =
    outcome === null
      ? 'being sent'
      : outcome === 'accepted'
        ? `accepted by ${provider}`
        : outcome === 'refused'
          ? `refused by ${provider}`
          : outcome === 'unsent'
            ? 'could not be sent'
            : 'no clear answer'
  const words = outcome === 'accepted' ? null : provider_text
  return html`${attempts > 1 && `try ${number}: `}${what}${words !== null && html`: <q>${words}</q>`}${outcome !== 'accepted' && provider_code !== null && ` (${provider_code})`}`
}
