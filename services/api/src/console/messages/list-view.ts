import type { DeliveryItem } from '../../deliveries/schemas.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { templateTitle } from '../parts/delivery-entry.ts'
import { icon } from '../parts/icon.ts'
import { nextPage, withQuery } from '../parts/pager.ts'
import { channelName, deliveryMark, state } from '../parts/state.ts'
import { counted, time } from '../parts/time.ts'
import { failureTitle, reasonWords } from './failure-title.ts'
import { filterLinks, retryFilterOf, titleFor } from './filters.ts'
import type { MessagesData } from './load-messages.ts'

export function messagesView(data: MessagesData, frame: Frame): View {
  const { query, items, next_cursor } = data
  const filter = retryFilterOf(query)
  return {
    title: titleFor(query),
    body: html`<header class="head"><h1>Messages</h1>${filter !== undefined && items.length > 0 && html`<a class="button" href="${withQuery('/console/messages/retry', filter)}">Retry all that match…</a>`}</header>
${filterLinks(query, frame)}${failures(data)}
${items.length === 0 ? nothing(frame) : html`<section class="card people" aria-label="Messages"><ul>${items.map((item) => row(item, frame))}</ul></section>`}${nextPage(frame.url, next_cursor)}`,
  }
}

function nothing({ url }: Frame): Html {
  return url.includes('?')
    ? html`<p class="empty">No message is like this. <a class="button" href="/console/messages">Show all</a></p>`
    : html`<p class="empty">No message was sent yet: a registration brings the first.</p>`
}

/** What failed, grouped by cause, each with what to do. */
function failures({ failures, failed_since }: MessagesData): Html | false {
  return (
    failures.length > 0 &&
    html`<section class="grid" aria-label="Failures by cause">${failures.map((group) => {
      const { channel, error_code, count, in_time, people, action } = group
      const filter = { state: 'failed', channel, error_code, created_from: failed_since }
      return html`<article class="card attention bad"><div class="head"><h2>${count} × ${failureTitle(group)}</h2><span class="soft">${counted(people, 'person', 'people')}</span></div>
${action !== null && html`<p><strong>What to do:</strong> ${action}</p>`}<p class="soft">${channelName(channel)} says ${error_code}.${in_time < count && ` ${in_time === 0 ? 'It is' : `For ${count - in_time} of them it is`} too late to be sent again.`}</p>
<div class="row"><a class="button" href="${withQuery('/console/messages', filter)}">See ${count === 1 ? 'it' : 'them'}</a>${in_time > 0 && html`<a class="button" href="${withQuery('/console/messages/retry', filter)}">Retry…<span class="unseen"> ${failureTitle(group)}</span></a>`}</div></article>`
    })}</section>`
  )
}

/** Of what was refused, the error says more. */
const SAID_BY_ERROR: readonly string[] = ['recipient', 'request', 'attempts_spent']

function row(item: DeliveryItem, frame: Frame): Html {
  const { id, full_name, recipient, channel, template, created_at, last_error, reason, state: is } = item
  const is_stuck = is === 'failed' || is === 'held' || is === 'expired' || is === 'in_doubt'
  const cause = { channel, error_code: last_error?.code ?? null, error_text: last_error?.text ?? null }
  const why = [
    reason !== null && !(last_error !== null && SAID_BY_ERROR.includes(reason)) && reasonWords(reason),
    last_error !== null && failureTitle(cause),
  ].filter((part) => part !== false)
  return html`<li class="message"><a class="row-link" href="/console/messages/${id}"><span class="name" dir="auto">${full_name ?? recipient}</span>${icon('right', 'chevron')}</a>
<div class="marks">${deliveryMark(is)}${item.possible_duplicate && state('wait', 'alert', 'Perhaps twice')}</div>
<p class="facts soft"><span>${templateTitle(template)}</span><span>${channelName(channel)}</span>${full_name !== null && html`<span>${recipient}</span>`}${time(created_at, frame)}</p>
${is_stuck && why.length > 0 && html`<p class="why">${why.join(': ')}</p>`}</li>`
}
