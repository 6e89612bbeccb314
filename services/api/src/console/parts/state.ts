import type { Channel, DeliveryState } from '@dutybell/shared/db/vocabulary'
import { html, type Html } from '../html.ts'
import { icon, type IconName } from './icon.ts'

export type Tone = 'good' | 'wait' | 'bad' | 'plain'

/** A state is a word, a shape and a colour, never a colour alone. */
export function state(tone: Tone, shape: IconName, words: Html | string): Html {
  return html`<span class="state ${tone}">${icon(shape)}<span>${words}</span></span>`
}

const DELIVERY_MARKS: Readonly<Record<DeliveryState, readonly [Tone, IconName, string]>> = {
  pending: ['wait', 'clock', 'Waiting'],
  sending: ['wait', 'clock', 'Being sent'],
  accepted: ['plain', 'tick', 'Sent'],
  sent: ['plain', 'tick', 'Sent'],
  delivered: ['good', 'ticks', 'Delivered'],
  read: ['good', 'ticks', 'Read'],
  in_doubt: ['wait', 'doubt', 'In doubt'],
  held: ['wait', 'pause', 'Held'],
  failed: ['bad', 'cross', 'Failed'],
  expired: ['bad', 'clock', 'Too late'],
  cancelled: ['plain', 'minus', 'Cancelled'],
}

/** The state of a message. */
export function deliveryMark(delivery: DeliveryState): Html {
  return state(...DELIVERY_MARKS[delivery])
}

const CHANNEL_NAMES: Readonly<Record<Channel, string>> = { whatsapp: 'WhatsApp', email: 'E-mail' }

export function channelName(channel: Channel): string {
  return CHANNEL_NAMES[channel]
}

/** `WhatsApp: Read`, where a person has messages on several channels. */
export function channelMark(channel: Channel, delivery: DeliveryState): Html {
  const [tone, shape, words] = DELIVERY_MARKS[delivery]
  const mail_shape = channel === 'email' && (delivery === 'accepted' || delivery === 'sent') ? 'mail' : shape
  return state(tone, mail_shape, `${channelName(channel)}: ${words.toLowerCase()}`)
}
