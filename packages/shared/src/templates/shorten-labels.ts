import { MAX_RENDERED_CHARACTERS } from './render.ts'

/** For the words of a template around its parameters, in any language; a test holds it. */
export const MAX_TEMPLATE_WORDS = 224

/**
 * The labels of a day's duties shortened for WhatsApp, at a label's boundary: `Fajar Azaan, Dhuhr Azaan and 12 more`. The same as
 * shorten_labels of the database.
 *
 * @param others the other parameters
 * @param more `and {n} more`, in the language
 * @returns null where all labels fit into a message
 */
export function shortenLabels(
  labels: readonly string[],
  others: readonly string[],
  more: string,
): string | null {
  const room = MAX_RENDERED_CHARACTERS - MAX_TEMPLATE_WORDS - others.join('').length
  if (labels.join(', ').length <= room) return null
  const shortened = labels
    .map((_, index) => index)
    .slice(1)
    .map((kept) => `${labels.slice(0, kept).join(', ')} ${more.replace('{n}', String(labels.length - kept))}`)
  return shortened.findLast((text) => text.length <= room) ?? shortened[0] ?? null
}
