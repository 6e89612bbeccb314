import type { Fault } from '@dutybell/shared/errors'
import { countCharacters, toPlainLine } from '@dutybell/shared/people/plain-line'
import { throwIfInvalid } from '../http/faults.ts'
import type { TypedConsent } from './schemas.ts'

/** Where somebody agreed to be told by WhatsApp, and to what words. */
export interface Consent {
  readonly source: string
  readonly words: string | null
}

const MOST_CHARACTERS = { source: 100, words: 1_000 } as const

/**
 * The stored form of a consent.
 *
 * @param default_source if the client gives none
 * @throws {AppError} `invalid_input` for text that is too long, or a consent without an opt-in
 */
export function readConsent(
  typed: TypedConsent | undefined,
  { whatsapp_opt_in, default_source }: { whatsapp_opt_in: boolean; default_source: string },
): Consent {
  if (typed === undefined) return { source: default_source, words: null }
  const consent = { source: toPlainLine(typed.source ?? ''), words: toPlainLine(typed.words ?? '') }
  const faults: Fault[] = (['source', 'words'] as const)
    .filter((field) => countCharacters(consent[field]) > MOST_CHARACTERS[field])
    .map((field) => ({
      pointer: `/consent/${field}`,
      detail: `Use at most ${MOST_CHARACTERS[field]} characters.`,
    }))
  if (!whatsapp_opt_in) {
    faults.push({ pointer: '/consent', detail: 'Leave it out: without whatsapp_opt_in there is none.' })
  }
  throwIfInvalid(faults)
  return { source: consent.source || default_source, words: consent.words || null }
}
