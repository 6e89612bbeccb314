import type { Delivery } from '../../deliveries/schemas.ts'
import { REFUSALS, type RetryVerdict } from '../../deliveries/retry-refusals.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { contactLinks } from '../parts/contact.ts'
import { deliveryEntry, templateTitle } from '../parts/delivery-entry.ts'
import { form } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import { channelName, deliveryMark } from '../parts/state.ts'
import { dayName, time } from '../parts/time.ts'
import { timeline } from '../parts/timeline.ts'

export interface MessageData {
  readonly delivery: Delivery
  /** Undefined where there is nothing that a retry could do. */
  readonly verdict: RetryVerdict | undefined
}

/** One message: whom it was for, everything that happened to it, and whether it can be sent again. */
export function messageView({ delivery, verdict }: MessageData, frame: Frame): View {
  const { id, template, channel, full_name, recipient, registration_id, duty_date, state } = delivery
  const reachable = {
    full_name: full_name ?? 'this number',
    phone_number: channel === 'whatsapp' ? recipient : null,
    email: channel === 'email' ? recipient : null,
  }
  return {
    title: `${templateTitle(template)}, ${channelName(channel)} to ${full_name ?? 'somebody who is not registered'}`,
    body: html`<header><p><a href="/console/messages">Messages</a></p><h1>${templateTitle(template)}</h1><p class="soft">${channelName(channel)} to <bdi>${full_name ?? 'somebody who is not registered'}</bdi></p></header>
<section class="card" aria-label="The message"><div class="head"><div class="marks">${deliveryMark(state)}</div><span>${recipient}</span></div>
<dl class="list"><div><dt>Queued</dt><dd>${time(delivery.created_at, frame)}</dd></div><div><dt>Not sent after</dt><dd>${time(delivery.expires_at, frame)}</dd></div>
${duty_date !== null && html`<div><dt>Duty</dt><dd>${frame.may('assignments') ? html`<a href="/console/days/${duty_date}">${dayName(Temporal.PlainDate.from(duty_date))}</a>` : dayName(Temporal.PlainDate.from(duty_date))}</dd></div>`}</dl>
${retry(id, verdict, frame)}
<div class="row">${contactLinks(reachable)}${registration_id !== null && full_name !== null && frame.may('registrations') && html`<a class="button" href="/console/people/${registration_id}">${icon('people')}Everything said</a>`}</div></section>
<section class="card" aria-labelledby="happened"><h2 id="happened">What happened</h2>${timeline([deliveryEntry(delivery, frame)])}</section>
<p class="soft">Its id, for the log and the API: <code>${id}</code></p>`,
  }
}

function retry(id: string, verdict: RetryVerdict | undefined, frame: Frame): Html | false {
  if (verdict === undefined) return false
  const action = `/console/messages/${id}/retry`
  if (verdict === 'retry') return form(frame, { action }, html`<button class="button main">Retry</button>`)
  if (verdict !== 'may_have_arrived') return html`<p>${REFUSALS[verdict]}</p>`
  return html`<p>The message may have arrived: what happened below says why. A retry may reach the person a second time.</p>
${form(frame, { action, hidden: { confirm_duplicate: 'true' } }, html`<button class="button">Retry all the same</button>`)}`
}
