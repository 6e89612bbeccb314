import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, type JsonObject } from '@dutybell/shared/json-object'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'

const OPENAPI_FILE = join(
  import.meta.dirname,
  '../../../../shared/reference/meta-business-messaging-api_v23.0.yaml',
)

export interface MetaOpenApi {
  /** The faults of `value` by the schema of that name in Meta's document; empty: it is valid. */
  readonly validate: (schemaName: string, value: unknown) => string[]
}

/**
 * Meta's OpenAPI document with its known faults repaired: an additional check of the contract, undefined where the file is absent.
 * Only the test of this module reads it.
 */
export function loadMetaOpenApi(file: string = OPENAPI_FILE): MetaOpenApi | undefined {
  if (!existsSync(file)) return undefined
  const schemas = repairKnownFaults(schemasOf(parse(readFileSync(file, 'utf8'))))
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  ajv.addSchema({ $id: 'meta', components: { schemas } })
  return {
    validate(schemaName, value) {
      const check = ajv.getSchema(`meta#/components/schemas/${schemaName}`)
      if (!check) throw new Error(`Meta's OpenAPI has no schema named ${schemaName}.`)
      if (check(value) === true) return []
      return (check.errors ?? []).map(
        (fault) => `${fault.instancePath || '/'} ${fault.message ?? fault.keyword}`,
      )
    },
  }
}

/** Each of these contradicts what Meta's servers take and send. */
function repairKnownFaults(schemas: JsonObject): JsonObject {
  // `policy` is optional.
  const language = child(schemas, 'LanguageObject')
  language['required'] = ['code']
  // `recipient_id` is absent for a user without a phone number; the opaque data is echoed.
  const statuses = child(schemas, 'Statuses')
  statuses['required'] = ['id', 'status', 'timestamp']
  child(statuses, 'properties')['biz_opaque_callback_data'] = { type: 'string', maxLength: 512 }
  return schemas
}

function schemasOf(document: unknown): JsonObject {
  if (!isObject(document)) throw new Error("Meta's OpenAPI document is not an object.")
  return child(child(document, 'components'), 'schemas')
}

function child(parent: JsonObject, key: string): JsonObject {
  const value = parent[key]
  if (!isObject(value)) throw new Error(`Meta's OpenAPI document has no ${key} where it is expected.`)
  return value
}
