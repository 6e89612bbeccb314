import { html, type Html } from '../html.ts'
import { icon } from './icon.ts'

interface Reachable {
  readonly full_name: string
  /** Null or masked: there is nothing to call. */
  readonly phone_number: string | null
  readonly email?: string | null
  /** Without it the number may be a landline. */
  readonly whatsapp_opt_in?: boolean
}

/** Links that call, or write by WhatsApp or mail; none where the number is masked. */
export function contactLinks(
  { full_name, phone_number, email = null, whatsapp_opt_in = true }: Reachable,
  css_class = 'button',
): Html {
  const number = phone_number !== null && /^\+\d+$/.test(phone_number) ? phone_number : undefined
  const whom = html`<span class="unseen"> ${full_name}</span>`
  return html`${
    number !== undefined && html`<a class="${css_class}" href="tel:${number}">${icon('phone')}Call${whom}</a>`
  }${
    number !== undefined &&
    whatsapp_opt_in &&
    html`<a class="button" href="https://wa.me/${number.slice(1)}" rel="noreferrer">WhatsApp${whom}</a>`
  }${number === undefined && email?.includes('@') === true && !email.includes('•') && html`<a class="${css_class}" href="mailto:${email}">${icon('mail')}Write${whom}</a>`}`
}
