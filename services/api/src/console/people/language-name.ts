const NAMES = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' })

/** `Urdu`; the code where it has no name. */
export function languageName(code: string): string {
  return NAMES.of(code.replace('_', '-')) ?? code
}
