import type { Static, TSchema } from 'typebox'
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
  const faults = Value.Errors(schema, payload).map(
    (error) => `${error.instancePath || 'the payload'} ${error.message}`,
  )
  throw new PermanentError(
    `Invalid payload of ${task}: ${faults.join('; ')}. A valid one: ${JSON.stringify(example)}`,
  )
}
