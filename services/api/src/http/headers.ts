import { Type, type TSchema } from 'typebox'

/** Plain, or a string of structured fields (RFC 9651) in quotation marks. */
const IDEMPOTENCY_KEY_PATTERN = '^(?!""$)(?:"[\\x20-\\x7e]{1,255}"|[\\x21-\\x7e]{1,255})$'
const ENTITY_TAG = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"'
const ENTITY_TAGS_PATTERN = `^[ \\t]*(?:\\*|${ENTITY_TAG}(?:[ \\t]*,[ \\t]*${ENTITY_TAG})*)[ \\t]*$`
const MAX_ENTITY_TAGS_CHARACTERS = 1_000

/** Sentences for headers that do not match their pattern. */
export const HEADER_FAULTS: ReadonlyMap<unknown, string> = new Map([
  [IDEMPOTENCY_KEY_PATTERN, 'Give 1 to 255 visible ASCII characters, such as a new UUID for each request.'],
  [ENTITY_TAGS_PATTERN, 'Give the ETag as it came, in its quotation marks, such as "3"; or an asterisk.'],
])

// Request headers have Node's lower-case names, under which they are validated.
export const IDEMPOTENCY_KEY = {
  'idempotency-key': Type.Optional(
    Type.String({
      pattern: IDEMPOTENCY_KEY_PATTERN,
      description:
        'A client-generated unique key, one per request; quotation marks around it do not count. A repetition within 24 hours with the same query and body gets the same answer and writes nothing.',
      examples: ['6f1c9a52-4a0e-4a5e-9f0c-0b7b1f2d7c11'],
    }),
  ),
}

const EntityTags = { pattern: ENTITY_TAGS_PATTERN, maxLength: MAX_ENTITY_TAGS_CHARACTERS }

export const IF_MATCH = {
  'if-match': Type.Optional(
    Type.String({
      ...EntityTags,
      description: 'Change the resource only if it has this ETag, or this version in quotation marks.',
      examples: ['"3"'],
    }),
  ),
}

export const IF_NONE_MATCH = {
  'if-none-match': Type.Optional(
    Type.String({
      ...EntityTags,
      description: 'Answer 304 if the resource has this ETag.',
      examples: ['"3"'],
    }),
  ),
}

export const ETAG = {
  ETag: {
    type: 'string',
    description:
      'The version, for `If-Match` and `If-None-Match`. Absent from a registration with masked fields.',
    examples: ['"3"'],
  },
}

export const LOCATION = { Location: { type: 'string', description: 'The URL of the resource.' } }

export const RETRY_AFTER = {
  'Retry-After': {
    type: 'integer',
    minimum: 0,
    description: 'Seconds after which the request may be repeated.',
  },
}

export const WWW_AUTHENTICATE = {
  'WWW-Authenticate': { type: 'string', description: 'The authentication scheme.' },
}

export const IDEMPOTENCY_REPLAYED = {
  'Idempotency-Replayed': {
    type: 'string',
    enum: ['true'],
    description: 'Present if the answer is that of an earlier request with this `Idempotency-Key`.',
  },
}

/** A response's schema with the headers that come with it, for the OpenAPI document. */
export function withHeaders<Schema extends TSchema>(schema: Schema, headers: Record<string, object>): Schema {
  return { ...schema, headers }
}

/** A response without a body. */
export function nothing(description: string) {
  return Type.Unsafe<undefined>({ type: 'null', description })
}

export const NotModified = withHeaders(nothing('It has not changed: there is no body.'), ETAG)
