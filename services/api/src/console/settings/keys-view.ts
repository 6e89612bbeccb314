import { SCOPES, type Scope } from '@dutybell/shared/api-keys/scopes'
import type { Frame, View } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { state } from '../parts/state.ts'
import { time } from '../parts/time.ts'
import { input, refusal, select } from './input.ts'
import type { PresentedKey, Refused, SettingsData } from './load-settings.ts'

const AT = '/console/settings/keys'
const MAX_ENDED = 30

const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  registrations: 'people: register, change, erase, import; the inbox',
  assignments: 'duties: assign, change, tell; reminders and duty times',
  deliveries: 'messages: see, retry; alerts and channels',
  pii: 'numbers and addresses in full, else they are masked',
  admin: 'everything but numbers and addresses: keys, templates, pauses',
}

/** Of a key, in words for the form; its values are intervals. */
export const LIFETIMES = [
  ['30 days', '30 days'],
  ['90 days', '90 days'],
  ['365 days', 'a year'],
  ['', 'until it is revoked'],
] as const

export function keysSection(
  { keys, configured_keys }: NonNullable<SettingsData['machine']>,
  refused: Refused | null,
  frame: Frame,
): Html {
  const valid = keys.filter((key) => !key.is_revoked && !key.is_expired)
  const ended = keys.filter((key) => key.is_revoked || key.is_expired).slice(0, MAX_ENDED)
  const typed = refused?.form === 'key' ? refused : null
  return html`<section class="card" id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Admin keys</h2>
<ul>${configured_keys.map((name) => html`<li class="line"><strong>${name}</strong> <span class="soft">of ADMIN_API_KEYS: every scope, until the operator removes it there</span></li>`)}${valid.map((key) => row(key, frame))}</ul>
<details${typed !== null && html` open`}><summary class="button">Make a key</summary>${form(
    frame,
    { action: AT, css_class: 'inside' },
    html`${refusal(typed?.fault)}${input('key', { name: 'name', label: 'Whose key', value: typed?.fields['name'] ?? '', attributes: html` required maxlength="60"`, hint: 'Letters, digits, - and _. The audit log names it.' })}
<fieldset><legend>What it may do</legend>${SCOPES.filter((scope) => frame.may(scope)).map((scope) => html`<label class="tick"><input type="checkbox" name="scopes" value="${scope}"${typed?.fields['scopes']?.split(',').includes(scope) === true && html` checked`}><span><strong>${scope}</strong> <span class="soft">${SCOPE_WORDS[scope]}</span></span></label>`)}</fieldset>
${select('key', { name: 'lifetime', label: 'Valid for', value: typed?.fields['lifetime'] ?? '90 days', options: LIFETIMES })}
<p class="soft">The secret is shown once, on the next page.</p><div class="row"><button class="button main">Make the key</button></div>`,
  )}</details>
${ended.length > 0 && html`<details><summary>${ended.length === MAX_ENDED ? 'The last' : 'Ended:'} ${ended.length} that ended</summary><ul>${ended.map((key) => html`<li class="line"><strong>${key.name}</strong> <code>${key.prefix}</code> ${state('plain', 'minus', key.is_revoked ? 'Revoked' : 'Expired')}</li>`)}</ul></details>`}</section>`
}

function row(
  { name, prefix, scopes, created_at, created_by, expires_at, last_used_at }: PresentedKey,
  frame: Frame,
): Html {
  const is_own = name === frame.key_name
  return html`<li class="line"><details><summary><strong>${name}</strong> <code>${prefix}</code> <span class="soft">${scopes.join(', ')}</span></summary>
<div class="inside"><p class="facts soft"><span>made ${time(created_at, frame)} by ${created_by}</span><span>${expires_at === null ? 'valid until it is revoked' : html`valid until ${time(expires_at, frame)}`}</span><span>${last_used_at === null ? 'never used' : html`used ${time(last_used_at, frame)}`}</span></p>
${form(frame, { action: `${AT}/revoke`, hidden: { prefix }, css_class: 'inside' }, html`<p>Its sessions end at once, its requests to the API within five seconds. It cannot be brought back.${is_own && ' You are signed in with it.'}</p><div class="row"><button class="button grave">Revoke ${name}</button></div>`)}</div></details></li>`
}

/** The only page that ever shows the secret. */
export function secretView({ name, secret }: { name: string; secret: string }): View {
  return {
    title: 'The new key',
    body: html`<section class="card" aria-label="The new key"><h1>The key ${name}</h1><p>Give this secret to its owner now, by a way that only the owner can read. It is shown once and is not kept.</p>
<p><code class="secret">${secret}</code></p><div class="row"><a class="button main" href="/console/settings#keys">I have it</a></div></section>`,
  }
}
