import type { DeliveryWithHistory } from '../../deliveries/present.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { contactLinks } from '../parts/contact.ts'
import { deliveryEntry } from '../parts/delivery-entry.ts'
import { form } from '../parts/form.ts'
import { inboundMarks, inboundWords, languageByScript } from '../parts/inbound.ts'
import { nextPage, withQuery } from '../parts/pager.ts'
import { time } from '../parts/time.ts'
import { timeline, type TimelineEntry } from '../parts/timeline.ts'
import { consentCard } from './consent-card.ts'
import { dutiesCard } from './duties-card.ts'
import { languageName } from './language-name.ts'
import type { PersonData } from './load-person.ts'

export function personView(data: PersonData, frame: Frame): View {
  const { person, duties, is_first_page } = data
  const { id, full_name, phone_number, email, language } = person
  const addresses = [phone_number, email].filter((address) => address !== null)
  return {
    title: full_name,
    body: html`<header class="head"><div class="who"><p class="crumb"><a href="/console/people">People</a></p><h1><bdi>${full_name}</bdi></h1>
<p class="soft addresses">${addresses.map((address) => html`<span class="number">${address}</span>`)}<span>${languageName(language)}</span></p></div>
<div class="row">${contactLinks(person, 'button main')}<a class="button" href="/console/people/${id}/edit">Edit</a>${is_first_page && html`<a class="button only-phone" href="#said">Everything said</a>`}</div></header>
${numberChange(data, frame)}
${is_first_page && html`<section class="grid" aria-label="Duties and consent">${duties !== null && dutiesCard(data, frame)}${consentCard(person, frame)}</section>`}
${everythingSaid(data, frame)}`,
  }
}

/** WhatsApp messages wait until somebody decides. */
function numberChange({ person }: PersonData, frame: Frame): Html | false {
  const { id, version, number_change: change, phone_number } = person
  if (change === null || change.decided_at !== null) return false
  const { new_phone_number, at } = change
  const action = `/console/people/${id}/number`
  const hidden = { version, at }
  return html`<section class="card attention" id="number"><h2>Did the number change?</h2>
<p>WhatsApp says, since ${time(at, frame)}, that <span class="number">${phone_number}</span> ${new_phone_number === null ? 'has another number, which Meta does not disclose. Ask the person, and enter it under Edit.' : html`is now <strong class="number">${new_phone_number}</strong>.`} WhatsApp messages to this person wait until you decide.</p>
<div class="row">${new_phone_number === null ? html`<a class="button main" href="/console/people/${id}/edit">Enter the new number</a>` : form(frame, { action, hidden: { ...hidden, decision: 'use' } }, html`<button class="button main">Use the new number</button>`)}
${form(frame, { action, hidden: { ...hidden, decision: 'keep' } }, html`<button class="button">Keep the old number</button>`)}</div></section>`
}

function everythingSaid({ deliveries, inbound, next_cursor }: PersonData, frame: Frame): Html {
  const entries: { at: string; entry: TimelineEntry }[] = [
    ...(deliveries ?? []).map((delivery) => ({
      at: delivery.created_at,
      entry: linked(delivery, deliveryEntry(delivery, frame)),
    })),
    ...inbound.map((message) => ({
      at: message.written_at,
      entry: {
        title: message.type === 'system' ? 'WhatsApp says' : 'Wrote by WhatsApp',
        mark: html`<span class="row">${inboundMarks(message)}<span class="soft">${time(message.written_at, frame)}</span></span>`,
        words: inboundWords(message),
        language: languageByScript(inboundWords(message)),
        kind: 'theirs' as const,
      },
    })),
  ]
  const sorted = entries.toSorted((a, b) =>
    Temporal.Instant.compare(Temporal.Instant.from(b.at), Temporal.Instant.from(a.at)),
  )
  const older = withQuery(frame.url, { until: deliveries?.at(-1)?.created_at })
  return html`<section class="card" aria-labelledby="said"><div class="head"><h2 id="said">Everything said</h2></div>
${deliveries === null && html`<p class="soft">The messages that were sent need a key with the scope deliveries.</p>`}
${sorted.length === 0 ? html`<p class="soft">Nothing was sent or written yet.</p>` : timeline(sorted.map(({ entry }) => entry))}${nextPage(older, next_cursor)}</section>`
}

function linked({ id }: DeliveryWithHistory, entry: TimelineEntry): TimelineEntry {
  return { ...entry, title: html`<a href="/console/messages/${id}">${entry.title}</a>` }
}
