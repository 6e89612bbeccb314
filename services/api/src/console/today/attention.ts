import type { Frame } from '../frame/frame.ts'
import { type Content, html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { templateTitle } from '../parts/delivery-entry.ts'
import { channelName, state } from '../parts/state.ts'
import { languageName } from '../people/language-name.ts'
import { failureTitle } from '../messages/failure-title.ts'
import { counted, dayName, time } from '../parts/time.ts'
import type { TodayData } from './load-today.ts'

interface Matter {
  readonly title: string
  /** How many it concerns, or since when. */
  readonly extent: Content
  readonly what: Content
  /** What to do, as the catalogue of errors says. */
  readonly action: string | null
  readonly buttons: Content
  readonly is_bad?: boolean
}

/** Alerts about what stands here already, with its button. */
const SHOWN_ANYWAY = /^(?:channel_paused|paused|template_held|held_template)/

/** What needs a person, grouped by cause, each with the one button that does it. */
export function attention(data: TodayData, frame: Frame): Html {
  const matters = [
    ...paused(data, frame),
    ...held(data, frame),
    ...calls(data),
    ...failed(data, frame),
    ...alerts(data, frame),
  ]
  if (matters.length === 0)
    return html`<section class="card" aria-label="What needs you"><p>${state('good', 'tick', 'Nothing needs you')}</p></section>`
  return html`<section class="grid" aria-label="What needs you">${matters.map(
    ({
      title,
      extent,
      what,
      action,
      buttons,
      is_bad,
    }) => html`<article class="card attention${is_bad === true && ' bad'}"><div class="head"><h2>${title}</h2><span class="soft">${extent}</span></div>
<p>${what}</p>${action !== null && html`<p><strong>What to do:</strong> ${withoutRoute(action)}</p>`}<div class="row">${buttons}</div></article>`,
  )}</section>`
}

function paused({ items }: TodayData, frame: Frame): Matter[] {
  return items.flatMap((channel) => {
    const { paused_at, pause_reason, pause_code, action, unfinished } = channel
    if (paused_at === null) return []
    const waits =
      unfinished.pending + unfinished.waiting + unfinished.held.reduce((sum, { count }) => sum + count, 0)
    const name = channelName(channel.channel)
    return [
      {
        title: `${name} is paused`,
        extent: counted(waits, 'message waits', 'messages wait'),
        what: html`${sentence(pause_reason ?? 'No reason was given', pause_code)} Since ${time(paused_at, frame)}. Nothing is lost while it waits; reminders are in time until midnight.`,
        action,
        buttons:
          frame.may('admin') &&
          channel.paused_by !== 'restore' &&
          form(
            frame,
            { action: `/console/channels/${channel.channel}/resume` },
            html`<button class="button main">Resume ${name}</button>`,
          ),
        is_bad: true,
      },
    ]
  })
}

function held({ items }: TodayData, frame: Frame): Matter[] {
  return items
    .flatMap(({ templates }) => templates)
    .filter((template) => template.state === 'held')
    .map(({ name, language, reason, action, waiting, updated_at }) => ({
      title: `“${titleOf(name, language)}” is held`,
      extent: counted(waiting, 'message waits', 'messages wait'),
      what: html`${sentence(reason ?? 'Meta changed its state', null)}${updated_at !== null && html` Since ${time(updated_at, frame)}.`}`,
      action,
      buttons:
        frame.may('admin') &&
        form(
          frame,
          {
            action: `/console/templates/${encodeURIComponent(name)}/release`,
            hidden: { language: language ?? '' },
          },
          html`<button class="button main">Release<span class="unseen"> ${titleOf(name, language)}</span></button>`,
        ),
      is_bad: true,
    }))
}

function calls({ calls }: TodayData): Matter[] {
  return calls.map(({ date, count }) => ({
    title: `Call ${counted(count, 'person', 'people')}`,
    extent: dayName(Temporal.PlainDate.from(date)),
    what: 'They do not certainly know their duty as it is now.',
    action: null,
    buttons: html`<a class="button main" href="/console/days/${date}/calls">Call ${count === 1 ? 'them' : `these ${count}`}</a>`,
  }))
}

function failed({ failures }: TodayData, frame: Frame): Matter[] {
  return failures.map(
    ({ channel, error_code, error_text, action, count, in_time, people, created_from }) => ({
      title: `${counted(count, 'message', 'messages')}: ${failureTitle({ channel, error_code, error_text })}`,
      extent: counted(people, 'person', 'people'),
      what: html`${channel === 'whatsapp' ? 'Meta' : 'The mail server'} says: <q>${sentence(error_text ?? 'no words', error_code)}</q>${in_time === 0 && ' It is too late to send them again.'}`,
      action,
      buttons: html`${
        frame.may('deliveries') &&
        in_time > 0 &&
        form(
          frame,
          {
            action: '/console/today/retry',
            hidden: { channel, error_code, created_from, expected_count: count },
          },
          html`<button class="button">Retry ${count === 1 ? 'it' : `these ${count}`}</button>`,
        )
      }<a class="button" href="/console/messages?state=failed&amp;error_code=${encodeURIComponent(error_code)}">See ${count === 1 ? 'it' : 'them'}</a>`,
    }),
  )
}

function alerts({ alerts }: TodayData, frame: Frame): Matter[] {
  return alerts
    .filter(({ key }) => !SHOWN_ANYWAY.test(key))
    .map(({ title, text, action, opened_at }) => ({
      title,
      extent: html`since ${time(opened_at, frame)}`,
      what: text,
      action,
      buttons: null,
    }))
}

function titleOf(name: string, language: string | null): string {
  return `${templateTitle(name)}${language === null ? '' : `, ${languageName(language)}`}`
}

function sentence(words: string, code: string | null): string {
  return `${words.replace(/[.\s]+$/, '')}${code === null ? '' : ` (${code})`}.`
}

/** Here a button does it. */
function withoutRoute(action: string): string {
  return action.replace(/: POST \/v1\/[^ ]*\.$/m, '.')
}
