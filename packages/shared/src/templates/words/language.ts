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

export interface Words {
  /** The subject of the e-mail. */
  readonly subject: string
  /** The text as approved by Meta; `{{1}}` is the first parameter. */
  readonly body: string
}
