import { BODY_OPTIONAL } from './describe-route.ts'
import { Components } from './components.ts'
import { isObject, type JsonObject, valuesOf } from '@dutybell/shared/json-object'

const REQUEST_ID = '#/components/headers/X-Request-Id'

/**
 * Completes the generated document: titled schemas and all headers become components, so that the types of a client have names;
 * every answer has its request id; optional bodies are marked.
 */
export function finishDocument(document: object): object {
  const schemas = new Components('schemas')
  const headers = new Components('headers')
  const finished = shareSchemas({ ...document }, schemas)
  for (const operation of valuesOf(finished['paths']).flatMap(valuesOf)) {
    if (operation[BODY_OPTIONAL] === true && isObject(operation['requestBody'])) {
      operation['requestBody']['required'] = false
    }
    delete operation[BODY_OPTIONAL]
    for (const response of valuesOf(operation['responses'])) {
      const own = isObject(response['headers']) ? Object.entries(response['headers']) : []
      const shared = own.map(([name, header]) => [name, headers.share(name, header)])
      response['headers'] = { ...Object.fromEntries(shared), 'X-Request-Id': { $ref: REQUEST_ID } }
    }
  }
  const given = isObject(finished['components']) ? finished['components'] : {}
  const given_headers = isObject(given['headers']) ? given['headers'] : {}
  return {
    ...finished,
    components: { ...given, headers: { ...given_headers, ...headers.sorted() }, schemas: schemas.sorted() },
  }
}

function shareSchemas(value: JsonObject, schemas: Components): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shared(inner, schemas)]))
}

function shared(value: unknown, schemas: Components): unknown {
  if (Array.isArray(value)) return value.map((item) => shared(item, schemas))
  if (!isObject(value)) return value
  const copied = shareSchemas(value, schemas)
  const { title, type } = value
  return typeof title === 'string' && type === 'object' ? schemas.share(title, copied) : copied
}
