import { AppError, type ErrorMembers } from '@dutybell/shared/errors'
import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'

/**
 * The version, and a digest of the fields that change without it. `If-Match` compares the version.
 *
 * @param beside without personal data, which could be guessed from the digest
 */
export function etagOf(version: number, beside?: object): string {
  return beside === undefined ? `"${version}"` : `"${version}.${digest(beside)}"`
}

/** The header `If-Match`; undefined where it is absent. */
export type IfMatch = string | undefined

/** @throws {AppError} `precondition_failed` where the present version is none that the caller knows */
export function requireMatch(if_match: IfMatch, { version }: { readonly version: number }): void {
  const { expected_versions } = versionsOf(if_match)
  if (expected_versions === undefined || expected_versions.includes(version)) return
  throw preconditionFailed(version)
}

export function preconditionFailed(version: number, members: ErrorMembers = {}): AppError {
  return new AppError(
    'precondition_failed',
    `The resource has changed: its version is ${version}. Read it again before changing it.`,
    { current_version: version, members },
  )
}

/**
 * An ETag of ours. Proxies that compress an answer append their encoding: Caddy makes `"2-gzip"` of `"2"`. A weak tag never matches:
 * RFC 9110, section 13.1.1.
 */
const OWN_TAG = /^"(\d{1,9})(?:[.-][\w-]+)?"$/

/** The versions that the caller knows, for a statement that compares them itself; none where any will do. */
export function versionsOf(if_match: IfMatch): { expected_versions?: number[] } {
  if (if_match === undefined || if_match.trim() === '*') return {}
  const versions = tagsOf(if_match).map((tag) => OWN_TAG.exec(tag)?.[1])
  return {
    expected_versions: versions.flatMap((version) => (version === undefined ? [] : [Number(version)])),
  }
}

/** Whether the caller has this representation, by `If-None-Match`. */
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
