import { AppError } from '@dutybell/shared/errors'
import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'

/**
 * The version, and where the answer shows more than what raises it, a digest of that. The version is what `If-Match`
 * guards.
 *
 * @param beside without personal data: who may not see it could find it by trying what gives the same digest
 */
export function etagOf(version: number, beside?: object): string {
  return beside === undefined ? `"${version}"` : `"${version}.${digest(beside)}"`
}

/** The header as it came; undefined where the caller does not ask. */
export type IfMatch = string | undefined

/** @throws {AppError} `precondition_failed` where the present version is none that the caller knows */
export function requireMatch(if_match: IfMatch, { version }: { readonly version: number }): void {
  if (if_match === undefined || if_match.trim() === '*') return
  // A weak tag equals none here: RFC 9110, section 13.1.1.
  if (tagsOf(if_match).some((tag) => tag.replace(/\.[\w.-]+"$/, '"') === etagOf(version))) return
  throw new AppError(
    'precondition_failed',
    `It has changed since: its version is ${version}. Read it again before you change it.`,
    { current_version: version },
  )
}

/** Whether the caller has it already, by `If-None-Match`. */
export function matchesIfNoneMatch(if_none_match: string | undefined, etag: string): boolean {
  if (if_none_match === undefined) return false
  if (if_none_match.trim() === '*') return true
  return tagsOf(if_none_match).some((tag) => tag.replace(/^W\//, '') === etag)
}

function tagsOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim())
}

const DIGEST_CHARACTERS = 16

function digest(beside: object): string {
  return createHash('sha256').update(canonicalJson(beside)).digest('base64url').slice(0, DIGEST_CHARACTERS)
}
