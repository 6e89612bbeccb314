import type { Frame } from '../frame/frame.ts'
import { type Content, html, type Html } from '../html.ts'
import { channelName, state } from '../parts/state.ts'
import { age, counted, time } from '../parts/time.ts'
import type { TodayData } from './load-today.ts'

const ALIVE = { seconds: 45 } // a heartbeat comes every ten seconds
const SWEEP_LATE = { minutes: 20 } // a sweep comes every fifteen minutes

type ChannelStatus = TodayData['items'][number]

/** How things stand: each with a word, a shape and a reason. */
export function lights(data: TodayData, frame: Frame): Html {
  return html`<section aria-label="How things stand" class="lights">${data.items.map((channel) => light(channelName(channel.channel), ...channelLight(channel, frame)))}
${light('Receipts', ...receiptsLight(data, frame))}${light('Notifiers', ...notifiersLight(data, frame))}${light('Last sweep', ...sweepLight(data, frame))}</section>`
}

function light(name: string, mark: Html, why: Content): Html {
  return html`<div class="light"><h2>${name}</h2>${mark}<p class="soft">${why}</p></div>`
}

function channelLight(channel: ChannelStatus, frame: Frame): [Html, Content] {
  const { paused_at, paused_by, slow_until, delivery_mode } = channel
  if (paused_at !== null) {
    const by = paused_by === 'notifier' ? 'by itself' : `by ${paused_by ?? 'an operator'}`
    return [state('bad', 'pause', 'Paused'), html`since ${time(paused_at, frame)}, ${by}`]
  }
  if (channel.state === 'trial') return [state('wait', 'clock', 'On trial'), 'one message goes first']
  if (channel.state === 'slow') {
    return [
      state('wait', 'clock', 'Slow'),
      slow_until === null
        ? 'rate-limited by the provider'
        : html`rate-limited until ${time(slow_until, frame)}`,
    ]
  }
  if (delivery_mode !== null && delivery_mode !== 'live') {
    return [
      state('wait', 'alert', `Mode: ${delivery_mode}`),
      delivery_mode === 'sandbox' ? 'nothing is really sent' : 'only to ALLOWED_RECIPIENTS',
    ]
  }
  return [
    state('good', 'tick', 'Running'),
    channel.oldest_due_at === null
      ? 'nothing is overdue'
      : `oldest due for ${age(channel.oldest_due_at, frame)}`,
  ]
}

function receiptsLight({ machinery, expects_receipts }: TodayData, frame: Frame): [Html, Content] {
  const { last_receipt_at, receipts_missing } = machinery
  const last = last_receipt_at === null ? 'none came yet' : html`last one ${time(last_receipt_at, frame)}`
  if (!expects_receipts)
    return [
      state('plain', 'minus', 'Not set up'),
      'META_WA_APP_SECRET is not set, so nobody knows what arrived',
    ]
  if (receipts_missing) return [state('bad', 'cross', 'Missing'), html`${last}; check the webhook at Meta`]
  return last_receipt_at === null
    ? [state('plain', 'minus', 'None yet'), 'the first message brings one']
    : [state('good', 'tick', 'Arriving'), last]
}

function notifiersLight({ heartbeats }: TodayData, frame: Frame): [Html, Content] {
  const notifiers = heartbeats.filter(({ service }) => service === 'notifier')
  const newest = notifiers
    .map(({ seen_at }) => seen_at)
    .toSorted()
    .at(-1)
  const alive = notifiers.filter(({ seen_at }) => isWithin(seen_at, ALIVE, frame))
  if (newest === undefined)
    return [state('bad', 'cross', 'None'), 'no notifier ran within an hour, so nothing is sent']
  const seen = `seen ${age(newest, frame)} ago`
  if (alive.length === 0) return [state('bad', 'cross', 'Silent'), `${seen}; nothing is sent`]
  return [
    state('good', 'tick', `${alive.length} alive`),
    alive.length < notifiers.length ? `${counted(notifiers.length - alive.length, 'other')} silent` : seen,
  ]
}

function sweepLight({ machinery: { last_sweep_at } }: TodayData, frame: Frame): [Html, Content] {
  if (last_sweep_at === null)
    return [state('wait', 'clock', 'Not yet'), 'the first comes within 15 minutes of the start of a notifier']
  const when = html`${time(last_sweep_at, frame)}, looks for reminders that are due`
  return isWithin(last_sweep_at, SWEEP_LATE, frame)
    ? [state('good', 'tick', 'On time'), when]
    : [state('bad', 'clock', 'Late'), when]
}

function isWithin(at: string, span: Temporal.DurationLike, { now }: Frame): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(at).add(span), now) >= 0
}
