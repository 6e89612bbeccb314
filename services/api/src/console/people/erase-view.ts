import type { RegistrationDetails } from '../../registrations/details-schemas.ts'
import type { Frame, View } from '../frame/frame.ts'
import { html } from '../html.ts'
import { form } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'

/** The second step: it cannot be undone. */
export function eraseView(
  { id, full_name, version, phone_number, email }: RegistrationDetails,
  frame: Frame,
): View {
  const back = `/console/people/${id}`
  const addresses = [phone_number, email].filter((address) => address !== null).join(', ')
  return {
    title: `Erase ${full_name}`,
    body: html`<div class="card attention bad"><h1>Erase <span dir="auto">${full_name}</span>?</h1><p class="soft addresses">${addresses}</p>
<p>Name, number, address and everything that was sent or written are removed everywhere. Duties to come are cancelled, and messages that wait do not go. Only counts are left. <strong>It cannot be undone.</strong></p>
<p>To end only the messages, use “Stop WhatsApp for them” or take away the address.</p>
<div class="row">${form(frame, { action: `${back}/erase`, hidden: { version } }, html`<button class="button grave">Erase for good</button>`)}<a class="button main" href="${back}">${icon('left')}Keep</a></div></div>`,
  }
}
