import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { PermanentError } from './permanent-error.ts'

/**
 * @throws {PermanentError} that names every error and shows a valid payload
 */
export function parsePayload<Schema extends TSchema>(
  task: string,
  schema: Schema,
  payload: unknown,
  example: Static<Schema>,
): Static<Schema> {
  if (Value.Check(schema, payload)) return payload
  const faults = Value.Errors(schema, payload)
    .filter(({ keyword }) => keyword !== 'boolean') // an unknown field again
    .map(
      ({ instancePath, message, params }) =>
        `${instancePath || 'the payload'} ${message}${allowedBy(params, schema)}`,
    )
  throw new PermanentError(
    `Invalid payload of ${task}: ${faults.join('; ')}. A valid one: ${JSON.stringify(example)}`,
  )
}

/** The allowed values of an enumeration, or the allowed fields. */
function allowedBy(params: object, schema: TSchema): string {
  if ('allowedValues' in params && Array.isArray(params.allowedValues))
    return `: ${params.allowedValues.join(', ')}`
  if ('additionalProperties' in params && Array.isArray(params.additionalProperties)) {
    const unknown = params.additionalProperties.join(', ').slice(0, MAX_NAMES_CHARACTERS)
    return `: ${unknown} (allowed: ${Object.keys(Type.IsObject(schema) ? schema.properties : {}).join(', ')})`
  }
  return ''
}

const MAX_NAMES_CHARACTERS = 200
