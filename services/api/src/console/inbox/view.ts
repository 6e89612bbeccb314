import type { Page } from '../../http/page.ts'
import type { InboundMessageItem, ListInboundMessages } from '../../inbound/routes.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { contactLinks } from '../parts/contact.ts'
import { inboundBubble, inboundMarks } from '../parts/inbound.ts'
import { nextPage } from '../parts/pager.ts'
import { state } from '../parts/state.ts'
import { time } from '../parts/time.ts'

export type Filter = 'all' | 'stop' | 'start' | 'strangers'

type Narrowing = Pick<ListInboundMessages, 'preference' | 'registered'>

export const FILTERS: Readonly<
  Record<Filter, { readonly words: string; readonly none: string; readonly query: Narrowing }>
> = {
  all: { words: 'All', none: 'No messages yet.', query: {} },
  stop: { words: 'STOP', none: 'No STOP yet.', query: { preference: 'stop' } },
  start: { words: 'START', none: 'No START yet.', query: { preference: 'start' } },
  strangers: {
    words: 'Strangers',
    none: 'Everybody who wrote is registered.',
    query: { registered: false },
  },
}

export interface InboxData extends Page<InboundMessageItem> {
  readonly filter: Filter
}

/** What people wrote to the number, the newest first, each with a way to answer. */
export function inboxView({ filter, items, next_cursor }: InboxData, frame: Frame): View {
  const links = Object.entries(FILTERS).map(([name, { words }]) => {
    const href = name === 'all' ? '/console/inbox' : `/console/inbox?show=${name}`
    return html`<li><a href="${href}"${name === filter && html` aria-current="page"`}>${words}</a></li>`
  })
  return {
    title: filter === 'all' ? 'Inbox' : `Inbox: ${FILTERS[filter].words}`,
    body: html`<header><h1>Inbox</h1><p class="soft">What people wrote by WhatsApp. Answer from your own phone: nothing that is written there stands here.</p></header>
<nav aria-label="Filters"><ul class="chips">${links}</ul></nav>
${
  items.length === 0
    ? html`<section class="card"><p>${FILTERS[filter].none}</p></section>`
    : html`<ul class="card people inbox" aria-label="Messages">${items.map((item) => row(item, frame))}</ul>`
}${nextPage(frame.url, next_cursor)}`,
  }
}

function row(item: InboundMessageItem, frame: Frame): Html {
  const { id, from, registration_id, full_name, written_at, delivery_id } = item
  const who =
    registration_id === null
      ? html`<span class="name number">${from ?? 'Number not known'}</span>`
      : html`<a class="name" dir="auto" href="/console/people/${registration_id}">${full_name}</a>`
  const is_stranger = registration_id === null
  return html`<li class="call" id="m-${id}"><div class="head"><span>${who}</span><span class="soft">${time(written_at, frame)}</span></div>
<div class="marks">${is_stranger && state('wait', 'alert', 'Not registered')}${inboundMarks(item)}</div>
${inboundBubble(item)}
${!is_stranger && html`<p class="soft number">${from}</p>`}<div class="row">${contactLinks({ full_name: full_name ?? 'the writer', phone_number: from })}${delivery_id !== null && frame.may('deliveries') && html`<a class="button" href="/console/messages/${delivery_id}">What it answers</a>`}</div></li>`
}
