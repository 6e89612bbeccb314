import type { TemplateName } from '../catalogue.ts'

/** The words of one language. */
export interface Language {
  /** As Meta writes it: `en`, or `pt_BR` where a country has words of its own. */
  readonly code: string
  readonly direction: 'ltr' | 'rtl'
  /** A date is written as day, month, year: a language that has a word between them adds it here (`de marzo de`). */
  readonly months: readonly [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  /** The link at the end of a mail that stops e-mail. */
  readonly stop_mails: string
  /** After the duties of a day that fit into a message; `{n}` is the number of the others. */
  readonly more: string
  /** The pages behind that link; a language without them has the English ones. */
  readonly stop_pages?: StopPages
  /** The sign-up page; a language without it is not offered there as the language of the page. */
  readonly sign_up?: SignUpPage
  /** A template without words here has those of the default language. */
  readonly templates: Readonly<Partial<Record<TemplateName, Words>>>
}

export interface StopPages {
  /** What the button will do. */
  readonly wanted: StopPage & { readonly button: string }
  readonly stopped: StopPage & { readonly button: string }
  readonly resumed: StopPage & { readonly button: string }
  /** The link is not ours, or cut. */
  readonly invalid: StopPage
}

interface StopPage {
  readonly title: string
  readonly text: string
}

/** `{community}` is COMMUNITY_NAME or `organisers`, `{country}` the name of DEFAULT_COUNTRY, `{minutes}` a number. */
export interface SignUpPage {
  readonly title: string
  readonly intro: string
  /** In place of COMMUNITY_NAME, at the beginning of a sentence. */
  readonly organisers: string
  readonly full_name: string
  readonly phone_number: string
  readonly phone_hint: string
  readonly email: string
  readonly optional: string
  readonly language: string
  /** Stored with the registration, unless SIGN_UP_CONSENT has other words. */
  readonly consent: string
  readonly button: string
  readonly privacy: string
  /** Before the title of a page with faults. */
  readonly error: string
  readonly faults_below: string
  readonly faults: SignUpFaults
  readonly too_many: string
  readonly busy: string
  readonly broken: string
  readonly back: string
  readonly done: SignUpEnd
  readonly exists: SignUpEnd
  readonly next: {
    readonly title: string
    /** The confirmation, by each channel. */
    readonly whatsapp: string
    readonly email: string
    readonly no_whatsapp: string
    readonly duty: string
    readonly stop: string
    readonly another: string
  }
}

/** By field, and by cause where the person needs to know more; in English the sentences of the API do that. */
interface SignUpFaults extends Readonly<
  Record<'full_name' | 'phone_number' | 'email' | 'consent' | 'language', string>
> {
  readonly link?: string
  readonly landline?: string
  /** The digits are of no mobile phone of `{country}`. */
  readonly abroad?: string
}

interface SignUpEnd {
  readonly title: string
  readonly text: string
}

export interface Words {
  /** The subject of the e-mail. */
  readonly subject: string
  /** The text as approved by Meta; `{{1}}` is the first parameter. */
  readonly body: string
}
