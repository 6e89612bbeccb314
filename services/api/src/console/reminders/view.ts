import { channelMark, channelName, state } from '../parts/state.ts'
import {
  type ListedReminder,
  type RemindersOfTomorrow,
  type Silence,
  SILENCES,
} from '../../reminders/list-reminders.ts'
import type { Frame, View } from '../frame/frame.ts'
import { type Content, html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { counted, dayName, time } from '../parts/time.ts'

const FOLDED_FROM = 40 // people; more than that are folded

/** What goes out for the duties of tomorrow, and why some get nothing. */
export function remindersView(data: RemindersOfTomorrow, frame: Frame): View {
  const { date, due_at, items, by_hand } = data
  const is_due = Temporal.Instant.compare(Temporal.Instant.from(due_at), frame.now) <= 0
  const of = (fate: ListedReminder['fate']) => items.filter((item) => item.fate === fate)
  const [going, told] = [of('goes'), of('told')]
  return {
    title: 'Reminders',
    body: html`<header class="head"><div><h1>Reminders</h1><p class="soft">For the duties of ${dayName(Temporal.PlainDate.from(date))}. ${is_due ? html`Due since ${time(due_at, frame)}; the sweep looks every 15 minutes.` : html`They go by themselves at ${time(due_at, frame)}.`}</p></div><a class="button" href="/console/days/${date}">The day</a></header>
${items.length === 0 && html`<p class="empty">There are no duties tomorrow.</p>`}
${by_hand > 0 && runCard(data, is_due, frame)}
${silent(items, data, frame)}
${people('go', is_due ? 'Go with the next sweep' : 'Go when they are due', going, frame, ({ channels, silence }) => html`${channels.map((channel) => state('wait', 'clock', channelName(channel)))}${silence !== null && silence !== 'draft' && state('plain', 'minus', NOT_BY[silence])}`)}
${people('told', 'Reminders made', told, frame, (item) => marks(item, frame))}`,
  }
}

function runCard({ date, by_hand }: RemindersOfTomorrow, is_due: boolean, frame: Frame): Html {
  return html`<section class="card" aria-label="Run now"><p>${counted(by_hand, 'person', 'people')} with a duty tomorrow ${by_hand === 1 ? 'was' : 'were'} not reminded yet. ${is_due ? 'A run now also reminds those whose duty was made after the reminder was due.' : 'A run now reminds them at once; nobody is reminded twice.'}</p>
${form(frame, { action: '/console/reminders/run', hidden: { date } }, html`<button class="button main">Remind ${by_hand === 1 ? 'them' : `these ${by_hand}`} now</button>`)}</section>`
}

const WHY: Readonly<Record<Silence, { readonly title: string; readonly what: (date: string) => Html }>> = {
  draft: {
    title: 'Their duty is still a draft',
    what: () =>
      html`It is not announced yet. <a href="/console/roster/notify">Tell them</a> first, then they are reminded.`,
  },
  no_channel: {
    title: 'Nothing reaches them',
    what: (date) => html`They have neither WhatsApp nor e-mail. ${call(date)}`,
  },
  suppressed: {
    title: 'They stopped messages',
    what: (date) => html`They wrote STOP, or used the link in a mail. ${call(date)}`,
  },
  number_changed: {
    title: 'They have another number',
    what: (date) => html`Decide on their page which number counts. ${call(date)}`,
  },
  assigned_after_due: {
    title: 'Their duty was made after the reminder was due',
    what: () => html`They were just told of the duty itself. A run by hand reminds them all the same.`,
  },
}

const NOT_BY: Readonly<Record<Silence, string>> = {
  draft: 'a draft beside it',
  no_channel: 'nothing reaches them',
  suppressed: 'stopped on one channel',
  number_changed: 'not by WhatsApp: another number',
  assigned_after_due: 'made late',
}

function call(date: string): Html {
  return html`<a href="/console/days/${date}/calls">The call list</a> has them.`
}

function silent(items: readonly ListedReminder[], { date }: RemindersOfTomorrow, frame: Frame): Html | false {
  const groups = Map.groupBy(
    items.filter(({ fate }) => fate === 'silent'),
    ({ silence }) => silence,
  )
  const matters = SILENCES.flatMap((silence) => {
    const group = groups.get(silence)
    return group === undefined ? [] : [{ ...WHY[silence], group }]
  })
  return (
    matters.length > 0 &&
    html`<section class="grid" aria-label="Who gets none">${matters.map(
      ({ title, what, group }) =>
        html`<article class="card attention"><div class="head"><h2>${title}</h2><span class="soft">${counted(group.length, 'person', 'people')}</span></div><p>${what(date)}</p>${folded(
          group,
          names(group, frame, () => null),
        )}</article>`,
    )}</section>`
  )
}

function people(
  id: string,
  title: string,
  items: readonly ListedReminder[],
  frame: Frame,
  marks: (item: ListedReminder) => Content,
): Html | false {
  if (items.length === 0) return false
  const list = names(items, frame, marks)
  return html`<section class="card" id="${id}" aria-labelledby="${id}-title"><div class="head"><h2 id="${id}-title">${title}</h2><span class="soft">${counted(items.length, 'person', 'people')}</span></div>${folded(items, list)}</section>`
}

function names(
  items: readonly ListedReminder[],
  frame: Frame,
  marks: (item: ListedReminder) => Content,
): Html {
  return html`<ul>${items.map((item) => html`<li class="line"><div class="head"><span>${frame.may('registrations') ? html`<a href="/console/people/${item.registration_id}"><bdi>${item.full_name}</bdi></a>` : html`<bdi>${item.full_name}</bdi>`} <span class="soft">${item.duty_times.join(', ')}</span></span><span class="marks">${marks(item)}</span></div></li>`)}</ul>`
}

function marks({ whatsapp, email }: ListedReminder, frame: Frame): Html {
  const told = [whatsapp && (['whatsapp', whatsapp] as const), email && (['email', email] as const)].filter(
    (one) => one !== null,
  )
  return html`${told.map(([channel, { delivery_id, state }]) => {
    const mark = channelMark(channel, state)
    return frame.may('deliveries')
      ? html`<a class="mark" href="/console/messages/${delivery_id}">${mark}</a>`
      : mark
  })}`
}

function folded({ length }: readonly ListedReminder[], list: Html): Html {
  return length > FOLDED_FROM ? html`<details><summary>Show all ${length}</summary>${list}</details>` : list
}
