import { type KeptForm, keptField } from '../frame/kept-form.ts'
import type { View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { icon } from '../parts/icon.ts'

export function signInView({
  next,
  fault,
  community_name,
  kept,
}: {
  next: string
  fault?: string
  community_name: string
  /** A form that was sent after the session had ended. */
  kept?: KeptForm | undefined
}): View {
  const is_wrong = fault !== undefined
  return {
    title: 'Sign in',
    body: html`${hero(community_name, 'Who has which duty, and who was told.')}
${kept !== undefined && html`<div class="card attention" role="alert"><h2>You are signed out</h2><p>Nothing was changed. What you filled in is kept: sign in, and send it again.</p></div>`}
<form class="card" method="post" action="/console"><input type="hidden" name="next" value="${next}">${keptField(kept)}
<div class="field${is_wrong && ' wrong'}"><label for="key">Admin key</label>
<input id="key" type="password" name="key" autocomplete="current-password" required autofocus${is_wrong && html` aria-invalid="true" aria-describedby="fault"`}>
${is_wrong && html`<span class="why" id="fault">${fault}</span>`}<span class="hint">The operator makes one with <code>pnpm api-keys create</code>.</span></div>
<button class="button main">Sign in</button></form>`,
  }
}

/** A link can be fetched by a preview, so only its button uses it up. */
export function linkView(action: string, community_name: string): View {
  return {
    title: 'Open the console',
    body: html`${hero(community_name, 'This link signs in this browser. It works once, for ten minutes.')}
<form class="card" method="post" action="${action}"><button class="button main" autofocus>Open the console</button></form>`,
  }
}

function hero(community_name: string, words: string): Html {
  return html`<header class="hero">${icon('bell', 'bell')}<h1 dir="auto">${community_name}</h1><p class="soft">${words}</p></header>`
}
