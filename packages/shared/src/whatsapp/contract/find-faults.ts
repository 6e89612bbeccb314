import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { VALUE_OF_FIELD } from './account-events.ts'
import { WebhookBody } from './webhook.ts'

/** The differences between a value and a schema of the contract, a path and a sentence each; none: it is valid. */
export function findFaults(schema: TSchema, value: unknown): readonly string[] {
  return Value.Errors(schema, value).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
}

/** The same for a whole webhook body, with the value of each field that this system reads. */
export function findWebhookFaults(body: unknown): readonly string[] {
  const faults = findFaults(WebhookBody, body)
  if (!Value.Check(WebhookBody, body)) return faults
  const schemas = new Map<string, TSchema>(Object.entries(VALUE_OF_FIELD))
  return body.entry
    .flatMap((entry) => entry.changes ?? [])
    .flatMap(({ field, value }) => {
      const schema = schemas.get(field)
      return schema === undefined
        ? [`${field} is not read`]
        : findFaults(schema, value).map((fault) => `${field}${fault}`)
    })
}
