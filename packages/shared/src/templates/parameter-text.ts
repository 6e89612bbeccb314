const CONTROL_OR_FORMAT = /[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu

/**
 * A text Meta accepts as a template parameter: no new line, no tab, no run of spaces
 * (error 132018 from Graph v23.0 on, 100 before), and never empty (131008).
 */
export function toParameterText(text: string): string {
  const folded = text.normalize('NFC').replaceAll(/\s+/gu, ' ').replaceAll(CONTROL_OR_FORMAT, '')
  return folded.replaceAll(/ {2,}/g, ' ').trim() || '-'
}
