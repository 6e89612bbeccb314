let names: Intl.DisplayNames | undefined // takes 50 ms, which no other process should wait for

/** `Urdu`; the code where it has no name. */
export function languageName(code: string): string {
  names ??= new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' })
  return names.of(code.replace('_', '-')) ?? code
}
