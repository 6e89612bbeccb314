import { AppError } from '@dutybell/shared/errors'

/** Strong: a version is one state of the thing. */
export function etagOf(version: number): string {
  return `"${version}"`
}

/** The versions that `If-Match` allows to be changed; undefined where the caller does not ask. */
export type IfMatch = string | undefined

/** @throws {AppError} `precondition_failed` where the present version is none that the caller knows */
export function requireMatch(if_match: IfMatch, { version }: { readonly version: number }): void {
  if (if_match === undefined || if_match.trim() === '*') return
  if (tagsOf(if_match).includes(etagOf(version))) return // a weak tag equals none here: RFC 9110, section 13.1.1
  throw new AppError(
    'precondition_failed',
    `It has changed since: its version is ${version}. Read it again before you change it.`,
    { current_version: version },
  )
}

/** Whether the caller has this version already, by `If-None-Match`. */
export function isKnown(
  if_none_match: string | undefined,
  { version }: { readonly version: number },
): boolean {
  if (if_none_match === undefined) return false
  if (if_none_match.trim() === '*') return true
  return tagsOf(if_none_match).some((tag) => tag.replace(/^W\//, '') === etagOf(version))
}

function tagsOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim())
}
