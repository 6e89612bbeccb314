import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { PermanentError } from './permanent-error.ts'

/**
 * @throws {PermanentError} naming every fault and showing a payload that fits
 */
export function parsePayload<Schema extends TSchema>(
  task: string,
  schema: Schema,
  payload: unknown,
  example: Static<Schema>,
): Static<Schema> {
  if (Value.Check(schema, payload)) return payload
  const faults = Value.Errors(schema, payload).map(
    (error) => `${error.instancePath || 'the payload'} ${error.message}`,
  )
  throw new PermanentError(
    `The payload of ${task} does not fit: ${faults.join('; ')}. One that fits: ${JSON.stringify(example)}`,
  )
}
