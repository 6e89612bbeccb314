/** The parts of a JSON schema that requests are made from. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly format?: string
}

export interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly schema: Schema
}

export interface Operation {
  readonly method: string
  /** Such as `/v1/registrations/{id}`. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
  readonly needs_key: boolean
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}

interface Described {
  readonly parameters?: readonly Parameter[]
  readonly security?: readonly object[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

export function operationsOf(document: string): Operation[] {
  const root: OpenApi = JSON.parse(document)
  return Object.entries(root.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const body = described.requestBody?.content['application/json']?.schema
      return {
        method: method.toUpperCase(),
        path,
        parameters: (described.parameters ?? []).map((it) => ({ ...it, schema: resolve(root, it.schema) })),
        body: body && resolve(root, body),
        needs_key: described.security !== undefined,
      }
    }),
  )
}

/** Replaces references; the schemas of requests are not recursive. */
function resolve(root: OpenApi, schema: Schema): Schema {
  if (schema.$ref !== undefined) return resolve(root, referred(root, schema.$ref))
  const { properties, items } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [name, resolve(root, inner)]),
      ),
    }),
    ...(items && { items: resolve(root, items) }),
  }
}

function referred(root: object, ref: string): Schema {
  let at: unknown = root
  for (const key of ref.replace(/^#\//, '').split('/')) {
    at = Reflect.get(Object(at), key.replaceAll('~1', '/').replaceAll('~0', '~'))
  }
  const found: Schema = Object(at)
  return found
}
