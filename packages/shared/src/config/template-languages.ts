import type { ConfiguredLanguages } from '../templates/languages.ts'

const CODE = /^[a-z]{2,3}(_[A-Z]{2})?$/

/** META_WA_TEMPLATE_LANGUAGE: the default language, then the others. */
export const templateLanguages = {
  expects: 'a comma-separated list of template languages such as en or en_US',
  parse(raw: string): ConfiguredLanguages | undefined {
    const [first, ...others] = itemsOf(raw)
    return first === undefined || faultsOf(raw).length > 0 ? undefined : [first, ...others]
  },
  explain: faultsOf,
}

function faultsOf(raw: string): string[] {
  const codes = itemsOf(raw)
  return codes.flatMap((code, place) => {
    if (!CODE.test(code)) {
      return `must list template languages such as en or en_US; ${JSON.stringify(code)} is none${suggestion(code)}.`
    }
    return codes.indexOf(code) === place ? [] : `must list each language once; ${code} is repeated.`
  })
}

/** An empty item between commas is a fault, as the default would change with it. */
function itemsOf(raw: string): string[] {
  return raw.split(',').map((code) => code.trim())
}

function suggestion(code: string): string {
  const [language = '', country] = code.split(/[-_]/)
  const meant =
    country === undefined ? language.toLowerCase() : `${language.toLowerCase()}_${country.toUpperCase()}`
  return CODE.test(meant) ? ` (write ${meant})` : ''
}
