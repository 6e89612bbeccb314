import { isObject, type JsonObject, valuesOf } from '@dutybell/shared/json-object'

/**
 * The document for the page at /docs: "try it out" fills each parameter with its example, so that optional filters with examples would
 * find nothing. Required parameters keep theirs.
 */
export function withoutFilterExamples(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const operation of valuesOf(document['paths']).flatMap(valuesOf)) {
    const parameters: unknown = operation['parameters']
    if (!Array.isArray(parameters)) continue
    for (const parameter of parameters)
      if (isObject(parameter) && parameter['required'] !== true) dropExamples(parameter)
  }
  return { ...document }
}

function dropExamples(value: JsonObject): void {
  delete value['example']
  delete value['examples']
  for (const inner of Object.values(value)) {
    if (isObject(inner)) dropExamples(inner)
    if (Array.isArray(inner)) for (const item of inner) if (isObject(item)) dropExamples(item)
  }
}
