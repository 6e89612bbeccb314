import { domainToASCII } from 'node:url'

export type NormalisedEmailAddress =
  | { readonly ok: true; readonly email: string }
  | { readonly ok: false; readonly code: EmailAddressFaultCode; readonly fault: string }

type EmailAddressFaultCode =
  | 'missing'
  | 'control_character'
  | 'not_one_address'
  | 'one_at_sign'
  | 'local_part'
  | 'domain'
  | 'too_long'

/** RFC 5321, section 4.5.3.1: a path is at most 256 octets with its angle brackets. */
const MAX_ADDRESS_CHARACTERS = 254
/** RFC 5321, section 4.5.3.1.1. */
const MAX_LOCAL_PART_CHARACTERS = 64

/** Without the flag `u`, with which `i` also takes ſ for s and the Kelvin sign for k. */
const DOT_ATOM = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i
const DOMAIN_AS_TYPED = /^[\p{L}\p{M}\p{N}.\-\u200C\u200D]+$/u
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z])[a-z0-9-]{0,62}[a-z0-9]$/u

/** One plain address: the domain in lower-case ASCII, the part before the @ as it was typed. */
export function normaliseEmailAddress(text: string): NormalisedEmailAddress {
  const typed = text.trim()
  if (typed === '') return refused('missing', 'Give an e-mail address, or leave the field out.')
  if (/[\p{Cc}\u2028\u2029]/u.test(typed)) {
    return refused('control_character', 'An e-mail address has no line breaks or control characters.')
  }
  if (/[<>",;\s]/u.test(typed)) {
    return refused(
      'not_one_address',
      'Give one e-mail address alone, without a name, quotes, brackets or spaces.',
    )
  }
  const [local = '', typed_domain = '', ...more] = typed.split('@')
  if (more.length > 0 || local === '' || typed_domain === '') {
    return refused(
      'one_at_sign',
      'An e-mail address has one @ with something on both sides, as in name@example.org.',
    )
  }
  if (local.length > MAX_LOCAL_PART_CHARACTERS || !DOT_ATOM.test(local)) {
    return refused(
      'local_part',
      'Before the @, use unaccented letters, digits, and single dots between them, 64 characters at most.',
    )
  }
  const domain = DOMAIN_AS_TYPED.test(typed_domain) ? domainToASCII(typed_domain) : ''
  if (!DOMAIN.test(domain)) return refused('domain', 'After the @, give a domain such as example.org.')
  const email = `${local}@${domain}`
  if (email.length > MAX_ADDRESS_CHARACTERS) {
    return refused('too_long', `An e-mail address has at most ${MAX_ADDRESS_CHARACTERS} characters.`)
  }
  return { ok: true, email }
}

/** Equal for addresses of one mailbox: case, a tag after a plus sign and, at Gmail, dots make no difference. */
export function mailboxKey(email: string): string {
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1)
  const local = email
    .slice(0, at)
    .toLowerCase()
    .replace(/(?<=.)\+.*$/su, '')
  return /^(?:gmail|googlemail)\.com$/u.test(domain)
    ? `${local.replaceAll('.', '')}@gmail.com`
    : `${local}@${domain}`
}

function refused(code: EmailAddressFaultCode, fault: string): NormalisedEmailAddress {
  return { ok: false, code, fault }
}
