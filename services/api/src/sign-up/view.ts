import { html, type Html } from '../console/html.ts'
import { icon } from '../console/parts/icon.ts'
import type { PageLanguage } from './page-language.ts'
import type { Typed } from './read-form.ts'
import { STYLE } from './style.ts'

/** Facts of the installation, the same on each page. */
export interface Site {
  readonly community_name: string | undefined
  readonly default_country: string
  /** The languages of the pages. */
  readonly languages: readonly PageLanguage[]
  /** The languages of the messages. */
  readonly message_languages: readonly string[]
}

export interface FormState {
  readonly typed: Typed
  readonly consent: { readonly words: string; readonly language: string }
  /** Sentences by the name of the field. */
  readonly faults: ReadonlyMap<string, string>
  /** Above the form. */
  readonly alert?: string
}

export function formPage(site: Site, language: PageLanguage, state: FormState): string {
  const { words } = language
  const { typed, consent, faults, alert = faults.size > 0 ? words.faults_below : undefined } = state
  const [first] = faults.keys()
  const field = (
    name: 'full_name' | 'phone_number' | 'email',
    label: Html,
    attributes: Html,
    hint?: string,
  ) =>
    wrapped(
      name,
      faults,
      hint,
      (described) => html`<label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${typed[name]}" ${attributes}${described}${name === first && html` autofocus`}>`,
    )
  const region = nameOf('region', site.default_country, language)
  return document(language, {
    title: `${alert === undefined ? '' : `${words.error}: `}${words.title}`,
    body: html`${languageLinks(site, language)}
<header class="hero">${icon('bell', 'bell')}<h1>${words.title}</h1>
${site.community_name !== undefined && html`<p class="community"><bdi>${site.community_name}</bdi></p>`}<p class="soft">${words.intro}</p></header>
${alert !== undefined && html`<p class="alert" role="alert"${faults.size === 0 && html` tabindex="-1" autofocus`}>${alert}</p>`}
<form class="card" method="post" action="/?lang=${language.code}" accept-charset="utf-8" novalidate>
<input type="hidden" name="idempotency_key" value="${typed.idempotency_key}">
${field('full_name', html`${words.full_name}`, html`autocomplete="name" dir="auto" required`)}
${field(
  'phone_number',
  html`${words.phone_number}`,
  html`type="tel" autocomplete="tel" inputmode="tel" dir="ltr" required`,
  words.phone_hint.replaceAll('{country}', region),
)}
${field(
  'email',
  html`${words.email} <span class="optional">${words.optional}</span>`,
  html`type="email" autocomplete="email" inputmode="email" autocapitalize="none" spellcheck="false" dir="ltr"`,
)}
${
  site.message_languages.length > 1 &&
  wrapped(
    'language',
    faults,
    undefined,
    (described) => html`<label for="language">${words.language}</label>
<select id="language" name="language"${described}${first === 'language' && html` autofocus`}>${site.message_languages.map(
      (code) =>
        html`<option value="${code}" lang="${tag(code)}"${code === typed.language && html` selected`}>${nameOf('language', code)}</option>`,
    )}</select>`,
  )
}
${wrapped(
  'consent',
  faults,
  undefined,
  (
    described,
  ) => html`<label class="tick"><input type="checkbox" id="consent" name="consent" value="yes"${typed.consent && html` checked`}${described}${first === 'consent' && html` autofocus`}>
<span lang="${tag(consent.language)}">${consent.words}</span></label>`,
)}
<button class="button">${words.button}</button></form>
<p class="soft">${words.privacy}</p>`,
  })
}

/** Where each message goes that the person gets. */
export interface Reached {
  readonly whatsapp: boolean
  readonly email: boolean
}

export function donePage(language: PageLanguage, { whatsapp, email }: Reached): string {
  const { done, next } = language.words
  return document(language, {
    title: done.title,
    body: html`${heading(done)}<section class="card"><h2>${next.title}</h2>
<ol>${whatsapp && html`<li>${next.whatsapp}</li>`}${email && html`<li>${next.email}</li>`}<li>${next.duty}</li>
<li>${whatsapp ? next.stop : next.no_whatsapp}</li></ol></section>${toForm(language, next.another)}`,
  })
}

export function existsPage(language: PageLanguage): string {
  const { exists, next } = language.words
  return document(language, {
    title: exists.title,
    body: html`${heading(exists)}${toForm(language, next.another)}`,
  })
}

/** A refusal that has no form: the browser still has what was typed. */
export function refusalPage(language: PageLanguage, text: string): string {
  const { title, back } = language.words
  return document(language, {
    title,
    body: html`<header class="hero">${icon('bell', 'bell')}<h1>${title}</h1></header>
<p class="alert" role="alert">${text}</p>${toForm(language, back)}`,
  })
}

function heading({ title, text }: { title: string; text: string }): Html {
  return html`<div class="hero" role="status">${icon('bell', 'bell')}<h1>${title}</h1><p>${text}</p></div>`
}

function toForm({ code }: PageLanguage, words: string): Html {
  return html`<p><a href="/?lang=${code}">${words}</a></p>`
}

/** A field with its hint and fault, which a screen reader reads with it. */
function wrapped(
  name: string,
  faults: ReadonlyMap<string, string>,
  hint: string | undefined,
  content: (described: Html) => Html,
): Html {
  const why = faults.get(name)
  const ids = [why !== undefined && `${name}-why`, hint !== undefined && `${name}-hint`].filter(
    (id) => id !== false,
  )
  const described = html`${ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`}${why !== undefined && html` aria-invalid="true"`}`
  return html`<div class="field${why !== undefined && ' wrong'}">${content(described)}
${why !== undefined && html`<span class="why" id="${name}-why">${why}</span>`}${hint !== undefined && html`<span class="hint" id="${name}-hint">${hint}</span>`}</div>`
}

function languageLinks({ languages }: Site, { code: here }: PageLanguage): Html | false {
  return (
    languages.length > 1 &&
    html`<nav class="languages">${languages.map(
      ({ code }) =>
        html`<a href="/?lang=${code}" lang="${tag(code)}" hreflang="${tag(code)}"${code === here && html` aria-current="page"`}>${nameOf('language', code)}</a>`,
    )}</nav>`
  )
}

/** Of a language in itself, of a country in the language of the page. */
function nameOf(type: 'language' | 'region', code: string, language?: PageLanguage): string {
  return new Intl.DisplayNames([tag(language?.code ?? code)], { type }).of(tag(code)) ?? code
}

function tag(code: string): string {
  return code.replaceAll('_', '-')
}

function document({ code, direction }: PageLanguage, { title, body }: { title: string; body: Html }): string {
  const head = html`<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,">`
  return `<!doctype html>
<html lang="${tag(code)}" dir="${direction}"><head>${head.toString()}<style>${STYLE}</style></head>
<body><main>${body.toString()}</main></body></html>`
}
