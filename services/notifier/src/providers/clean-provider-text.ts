import { maskText } from '@dutybell/shared/people/mask'

const MAX_TEXT_CHARACTERS = 500 // enough for an operator; an error page of a proxy would fill the log

/** Meta repeats a malformed token in its error. */
const ACCESS_TOKEN = /\bEAA[\w-]{8,}/gu

/** Text of a provider for a row, a log and an operator: one short line without tokens, numbers and addresses. */
export function cleanProviderText(text: string): string {
  return maskText(text.replaceAll(ACCESS_TOKEN, 'EAA•••').replaceAll(/[\p{Cc}\s]+/gu, ' '))
    .trim()
    .slice(0, MAX_TEXT_CHARACTERS)
    .toWellFormed() // Postgres does not accept a lone surrogate, received or left by the slice
}
