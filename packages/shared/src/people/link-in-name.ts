import { LinkifyIt } from 'linkify-it'
import tlds from 'tlds' with { type: 'json' }

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: true }).tlds([...tlds])

const ADDRESS_PARTS = /:\/\/|\bwww\.|@/iu
/** Enough for a number to call, with what people write between digits. */
const NUMBER_TO_CALL = /(?:\p{Nd}[\s.\-()[\]\p{Pd}]*){6}/u
/** Full stops of other scripts that browsers take as the dot of a host name, beside those that NFKC replaces. */
const OTHER_DOTS = /[\u3002\u0589\u06D4]/gu
const JOINERS = /[\u200C\u200D]/gu

/** Whether a phone or a mail reader would make a link, an address or a number to call of a part of the name. */
export function containsLink(full_name: string): boolean {
  const text = full_name.normalize('NFKC').replaceAll(JOINERS, '').replaceAll(OTHER_DOTS, '.')
  return ADDRESS_PARTS.test(text) || NUMBER_TO_CALL.test(text) || linkify.test(text)
}

const WORD_WITH_DOTS = /[\p{L}\p{M}'’\-.]+/gu
const MAX_INITIAL_LETTERS = 2
const SHORT_FORM = /^(?:mohd|mod|muhd|mhd|mrs|prof|engr|capt|adv|smt)$/iu
/** After an initial these are more likely the end of a host name than a name. */
const GENERIC_DOMAIN = /^(?:com|net|org|info|biz|xyz|app|link|site|shop|top)$/iu

/**
 * A blank after the dot of each initial and short form: `Sk.Md. Rafiq` and `M.K.` look like host names, and a reader would make
 * links of them.
 */
export function spaceInitials(full_name: string): string {
  return full_name
    .split(' ')
    .map((word) => (word.match(WORD_WITH_DOTS)?.[0] === word ? spaceWord(word) : word))
    .join(' ')
}

function spaceWord(word: string): string {
  const parts = word.split('.')
  return parts
    .map((part, at) => {
      const next = parts[at + 1]
      if (next === undefined) return part
      return isShort(part) && next !== '' && !GENERIC_DOMAIN.test(next) ? `${part}. ` : `${part}.`
    })
    .join('')
}

function isShort(part: string): boolean {
  const letters = part.match(/\p{L}/gu)?.length ?? 0
  return (letters > 0 && letters <= MAX_INITIAL_LETTERS) || SHORT_FORM.test(part)
}
