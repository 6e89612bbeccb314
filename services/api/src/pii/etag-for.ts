import type { FastifyRequest } from 'fastify'
import { etagOf } from '../http/etag.ts'
import { mayDo } from '../keys/key-ring.ts'

/**
 * The ETag of an answer for this caller. With masked fields it is another representation, which must not equal the whole one
 * (RFC 9110, section 8.8.3); the version in it is the same, so both are valid as `If-Match`.
 */
export function etagFor({ caller }: FastifyRequest, version: number, beside?: object): string {
  const etag = etagOf(version, beside)
  return caller && mayDo(caller, 'pii') ? etag : etag.replace(/"$/, '.masked"')
}
