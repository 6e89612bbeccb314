import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { isObject, type JsonObject } from '@dutybell/shared/json-object'

/** The faults of a value by the schema at this pointer of the document; empty: it is valid. */
export type SchemaFaults = (pointer: readonly string[], value: unknown) => string[]

/**
 * JSON Schema 2020-12, which is that of OpenAPI 3.1. An object that lists its properties has those and no others, also
 * where the document leaves it open for the time to come: what is sent today is what it lists.
 */
export function schemaFaults(document: unknown): SchemaFaults {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ $id: 'api', document: closed(document) })
  const compiled = new Map<string, ValidateFunction>()
  return (pointer, value) => {
    const $ref = `api#/${['document', ...pointer].map(escape).join('/')}`
    const validate = compiled.get($ref) ?? ajv.compile({ $ref })
    compiled.set($ref, validate)
    return validate(value) ? [] : (validate.errors ?? []).map(inWords)
  }
}

function inWords({ instancePath, message, keyword, params }: ErrorObject): string {
  return `${instancePath || '/'} ${message ?? keyword} ${JSON.stringify(params)}`
}

function escape(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))
}

/** References to the document's own places lead to those of the copy. */
function closed(value: unknown, part_of_all = false): unknown {
  if (Array.isArray(value)) return value.map((item) => closed(item, part_of_all))
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, copy(key, inner)])
  const copied: JsonObject = Object.fromEntries(entries)
  const is_open = isObject(value['properties']) && value['additionalProperties'] === undefined
  return is_open && !part_of_all ? { ...copied, unevaluatedProperties: false } : copied
}

function copy(key: string, inner: unknown): unknown {
  if (key === '$ref' && typeof inner === 'string') return inner.replace(/^#\//, '#/document/')
  return closed(inner, key === 'allOf')
}
