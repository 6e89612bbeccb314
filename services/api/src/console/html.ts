/** Markup that goes into a page as it is. Only {@link html} makes it, so a string can never become markup by mistake. */
export class Html {
  readonly #markup: string

  constructor(strings: TemplateStringsArray, values: readonly Content[]) {
    this.#markup = strings.reduce((markup, part, place) => markup + toMarkup(values[place - 1]) + part)
  }

  toString(): string {
    return this.#markup
  }
}

/** Strings are escaped; lists are joined; null, undefined and false are nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[]

/** Escapes each value for text and for an attribute between double quotes, the only places that a value may have. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(strings, values)
}

function toMarkup(value: Content): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'string')
    return value.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  if (typeof value === 'number') return String(value)
  return value.map(toMarkup).join('')
}
