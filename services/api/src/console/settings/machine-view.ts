import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import type { ComparedTemplate } from '../../templates/compare-templates.ts'
import type { Frame } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { templateTitle } from '../parts/delivery-entry.ts'
import { form } from '../parts/form.ts'
import { state } from '../parts/state.ts'
import { counted, time } from '../parts/time.ts'
import { languageName } from '../people/language-name.ts'
import { input, refusal, select } from './input.ts'
import type { Refused, SettingsData } from './load-settings.ts'

type Machine = NonNullable<SettingsData['machine']>

/** Meta's templates beside the catalogue; what differs is open. */
export function templatesSection({ templates, languages }: Machine, frame: Frame): Html {
  const read_at = templates
    .flatMap(({ at_meta }) => (at_meta === null ? [] : [at_meta.read_at]))
    .toSorted()
    .at(-1)
  const list = (of: readonly ComparedTemplate[]) =>
    html`<ul>${of.map((template) => row(template, { is_read: read_at !== undefined, with_language: languages.length > 1 }))}</ul>`
  const differing = read_at === undefined ? [] : templates.filter(isWrong)
  const alike = templates.filter((template) => !differing.includes(template))
  return html`<section class="card" id="templates" aria-labelledby="templates-title"><h2 id="templates-title">Templates</h2>
<p class="soft">${read_at === undefined ? 'Meta’s list has not been read: the notifier reads it every 15 minutes where META_WA_BUSINESS_ACCOUNT_ID is set.' : html`As Meta had them ${time(read_at, frame)}, beside the catalogue.`}</p>
${differing.length > 0 && list(differing)}${alike.length > 0 && (differing.length > 0 || alike.length > FOLDED_FROM) ? html`<details><summary>${alike.length} ${alike.length === 1 ? 'is' : 'are'} as in the catalogue</summary>${list(alike)}</details>` : list(alike)}</section>`
}

const FOLDED_FROM = 5 // the messages in one language

/** It waits for somebody. */
function isWrong({ faults, held, optional, at_meta }: ComparedTemplate): boolean {
  return held !== null || (faults.length > 0 && !(at_meta === null && optional))
}

function row(
  { name, language, words, optional, at_meta, faults, held }: ComparedTemplate,
  { is_read, with_language }: { is_read: boolean; with_language: boolean },
): Html {
  const is_wrong = faults.length > 0 || held !== null
  return html`<li class="line"><details><summary><strong>${templateTitle(name)}</strong>${with_language && ` · ${languageName(language)}`} ${markOf(at_meta, { is_wrong, optional, is_read })}${held !== null && state('bad', 'pause', 'Held')}${at_meta?.quality !== null && at_meta?.quality !== undefined && ['RED', 'YELLOW'].includes(at_meta.quality) && state('wait', 'alert', `Quality ${at_meta.quality.toLowerCase()}`)}${at_meta !== null && faults.length > 0 && state(...OUTCOMES[faults.some(({ outcome }) => outcome === 'failure') ? 'failure' : 'warning'])}</summary>
<div class="inside"><p class="soft"><code>${name}</code></p>${held !== null && html`<p>Held: ${held} <a href="/console/today">Today</a> has its release.</p>`}${faults.map(({ text, action }) => html`<p>${text}</p><p><strong>What to do:</strong> ${action}</p>`)}
<p class="soft">In the catalogue</p><div class="bubble" dir="auto" lang="${language.replace('_', '-')}">${words}</div>${at_meta !== null && at_meta.words !== null && at_meta.words.trim() !== words && html`<p class="soft">At Meta</p><div class="bubble theirs" dir="auto" lang="${language.replace('_', '-')}">${at_meta.words}</div>`}</div></details></li>`
}

function markOf(
  at_meta: ComparedTemplate['at_meta'],
  { is_wrong, optional, is_read }: { is_wrong: boolean; optional: boolean; is_read: boolean },
): Html {
  if (at_meta === null) {
    if (!is_read) return state('plain', 'minus', 'Not known')
    return optional ? state('plain', 'minus', 'Not at Meta, optional') : state('bad', 'cross', 'Not at Meta')
  }
  const status = at_meta.status ?? 'unknown'
  const words = `${status.slice(0, 1).toUpperCase()}${status.slice(1).toLowerCase().replaceAll('_', ' ')}`
  if (status !== 'APPROVED')
    return state(status === 'PENDING' ? 'wait' : 'bad', status === 'PENDING' ? 'clock' : 'cross', words)
  return state(is_wrong ? 'plain' : 'good', 'tick', words)
}

/** The API has no token of Meta, so a notifier sends it. */
export function testSection({ languages }: Machine, refused: Refused | null, frame: Frame): Html {
  const typed = refused?.form === 'test' ? refused : null
  return html`<section class="card" id="test" aria-labelledby="test-title"><h2 id="test-title">Test message</h2><p class="soft">Sends a template with its example by WhatsApp, to your own number.</p>
${form(
  frame,
  { action: '/console/settings/test-message', css_class: 'inside' },
  html`${refusal(typed?.fault)}<div class="fields">${input('test', { name: 'phone_number', label: 'Your number', type: 'tel', value: typed?.fields['phone_number'] ?? '', attributes: html` required` })}
${select('test', { name: 'template_name', label: 'Message', value: typed?.fields['template_name'], options: TEMPLATE_NAMES.map((name) => [name, templateTitle(name)] as const) })}
${select('test', { name: 'language', label: 'Language', value: typed?.fields['language'], options: languages.map((code) => [code, languageName(code)] as const) })}</div><div class="row"><button class="button">Send the test</button></div>`,
)}</section>`
}

const OUTCOMES: Readonly<Record<Machine['preflight'][number]['outcome'], Parameters<typeof state>>> = {
  ok: ['good', 'tick', 'Good'],
  warning: ['wait', 'alert', 'Warning'],
  failure: ['bad', 'cross', 'Wrong'],
}

/** What the last run of the checks found. */
export function preflightSection({ preflight }: Machine, frame: Frame): Html {
  const [first] = preflight
  const bad = preflight.filter(({ outcome }) => outcome !== 'ok')
  const good = preflight.filter(({ outcome }) => outcome === 'ok')
  const lines = (of: Machine['preflight']) =>
    html`<ul>${of.map(({ title, outcome, text, action }) => html`<li class="line"><div class="head"><strong>${title}</strong>${state(...OUTCOMES[outcome])}</div><p>${text}</p>${action !== null && html`<p><strong>What to do:</strong> ${action}</p>`}</li>`)}</ul>`
  return html`<section class="card" id="preflight" aria-labelledby="preflight-title"><h2 id="preflight-title">Preflight</h2>
${first === undefined ? html`<p class="soft">The checks before the first night were not run yet: of the token, the number, the templates, the webhook, the mail server and its DNS.</p>` : html`<p class="soft">${counted(preflight.length, 'check')}, ${time(first.checked_at, frame)}.</p>${bad.length > 0 && lines(bad)}${good.length > 0 && html`<details><summary>${counted(good.length, 'check')} found nothing wrong</summary>${lines(good)}</details>`}`}
${form(frame, { action: '/console/settings/preflight' }, html`<button class="button">Run the checks</button><span class="soft">In a shell: <code>pnpm preflight</code></span>`)}</section>`
}
