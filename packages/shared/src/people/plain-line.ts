/** Blanks and line breaks of every kind; NEL is one of them to Unicode, the byte order mark only to JavaScript. */
const WHITE_SPACE = /[[\s\u0085]--\uFEFF]+/gv

/**
 * Controls, bidi marks, zero-width characters and fillers, lone surrogates; selectors of a glyph's variant stay, joiners are looked
 * at below.
 */
const INVISIBLE =
  /[[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]--[\p{Variation_Selector}\u200C\u200D]]/gv

/** ZWNJ and ZWJ shape Persian and Indic words, but only between letters. */
const STRAY_JOINER = /(?<![\p{L}\p{M}])[\u200C\u200D]|[\u200C\u200D](?![\p{L}\p{M}])/gu

/** A text as one line of visible characters: NFC, trimmed, inner white space folded to single spaces. */
export function toPlainLine(text: string): string {
  return text
    .replaceAll(WHITE_SPACE, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(STRAY_JOINER, '')
    .normalize('NFC')
    .replaceAll(/ {2,}/gu, ' ')
    .trim()
}

/** Characters as Postgres and JSON Schema count them: code points. */
export function countCharacters(text: string): number {
  return Array.from(text).length
}
