import { isObject, objectAt } from '@dutybell/shared/json-object'

export interface ExampleRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: object | string
  /** What of the operation has no example, though one is needed or may be given. */
  readonly without: readonly string[]
}

/** The request that all examples of an operation make together. */
export function exampleRequest(document: unknown, path: string, method: string): ExampleRequest {
  const operation = objectAt(document, 'paths', path, method)
  const parameters = [operation['parameters'] ?? []].flat().filter(isObject)
  const given = parameters.map((parameter) => ({
    place: String(parameter['in']),
    name: String(parameter['name']),
    value: exampleOf(parameter),
  }))
  const known = given.filter(({ value }) => value !== undefined)
  const of = (place: string) => known.filter((parameter) => parameter.place === place)

  const query = new URLSearchParams(of('query').map(({ name, value }) => [name, String(value)]))
  const filled = of('path').reduce(
    (url, { name, value }) => url.replace(`{${name}}`, encodeURIComponent(String(value))),
    path,
  )
  const [type = '', body = {}] = Object.entries(objectAt(operation, 'requestBody', 'content')).at(0) ?? []
  const payload = exampleOf(isObject(body) ? body : {})
  const missing = given.filter(({ value }) => value === undefined).map(({ name }) => name)
  return {
    method: upper(method),
    url: query.size > 0 ? `${filled}?${query.toString()}` : filled,
    headers: {
      ...(payload === undefined ? {} : { 'content-type': type }),
      ...Object.fromEntries(of('header').map(({ name, value }) => [name, String(value)])),
    },
    ...(isObject(payload) || typeof payload === 'string' ? { payload } : {}),
    without: 'requestBody' in operation && payload === undefined ? [...missing, 'a body'] : missing,
  }
}

function exampleOf(described: object): unknown {
  // Of a list, one item: the parameter may be given several times.
  if ('example' in described) return [described.example].flat().at(0)
  const schema = objectAt(described, 'schema')
  return schema['default'] ?? [schema['examples'] ?? []].flat().at(0)
}

function upper(method: string): ExampleRequest['method'] {
  const name = method.toUpperCase()
  if (name === 'GET' || name === 'POST' || name === 'PATCH' || name === 'DELETE') return name
  throw new Error(`No operation has the method ${name}.`)
}
