import type { RegistrationDetails } from '../../registrations/details-schemas.ts'
import type { Frame } from '../frame/frame.ts'
import { html, type Html } from '../html.ts'
import { form } from '../parts/form.ts'
import { state } from '../parts/state.ts'
import { time } from '../parts/time.ts'

/** What the person agreed to, what they stopped, and what ends it for them. */
export function consentCard(person: RegistrationDetails, frame: Frame): Html {
  const { id, version, whatsapp_opt_in, consent } = person
  const email = person.suppression.email
  return html`<article class="card" id="consent"><h2>Consent</h2><dl class="known">
<div><dt>WhatsApp</dt><dd>${whatsappState(person)}${consent !== null && consentWords(consent, frame)}${stopped(person.suppression.whatsapp, 'Only a START from this number ends it.', frame)}${stopped(person.suppression.whatsapp_marketing, 'That was about marketing; these messages are none, and go on.', frame)}</dd></div>
<div><dt>E-mail</dt><dd>${emailState(person)}${stopped(email, email?.by === 'coordinator' ? 'Start it again when they ask for it.' : 'The page behind the link of their last mail starts it again.', frame)}</dd></div></dl>
<div class="row">${
    whatsapp_opt_in
      ? form(
          frame,
          { action: `/console/people/${id}/stop-whatsapp`, hidden: { version } },
          html`<button class="button">Stop WhatsApp for them</button>`,
        )
      : html`<a class="button" href="/console/people/${id}/edit">Add WhatsApp</a>`
  }${emailButton(person, frame)}<a class="button grave" href="/console/people/${id}/erase">Erase</a></div></article>`
}

/** What a link stopped, only the person starts again. */
function emailButton({ id, email, suppression }: RegistrationDetails, frame: Frame): Html | false {
  if (email === null || (suppression.email !== null && suppression.email.by !== 'coordinator')) return false
  const [preference, words] =
    suppression.email === null
      ? (['stop', 'Stop e-mail for them'] as const)
      : (['start', 'Start e-mail again'] as const)
  const to = { action: `/console/people/${id}/email`, hidden: { preference } }
  return form(frame, to, html`<button class="button">${words}</button>`)
}

function whatsappState({ whatsapp_opt_in, suppression }: RegistrationDetails): Html {
  if (!whatsapp_opt_in) return state('plain', 'minus', 'No')
  return suppression.whatsapp === null ? state('good', 'tick', 'Yes') : state('bad', 'pause', 'Stopped')
}

function emailState({ email, suppression }: RegistrationDetails): Html {
  if (email === null) return state('plain', 'minus', 'No address')
  return suppression.email === null ? state('good', 'tick', 'Yes') : state('bad', 'pause', 'Stopped')
}

function consentWords(consent: NonNullable<RegistrationDetails['consent']>, frame: Frame): Html {
  const { at, source, words, withdrawn_at } = consent
  return html`<p>Agreed ${time(at, frame)}${source !== null && html`: ${source.replaceAll('_', ' ')}`}.${withdrawn_at !== null && html` Withdrawn ${time(withdrawn_at, frame)}.`}</p>${words !== null && html`<blockquote class="say" dir="auto">${words}</blockquote>`}`
}

function stopped(
  suppression: RegistrationDetails['suppression']['whatsapp'],
  end: string,
  frame: Frame,
): Html | false {
  if (suppression === null) return false
  return html`<p>Stopped ${time(suppression.since, frame)} by ${suppression.by.replaceAll('_', ' ')}. ${end}</p>`
}
