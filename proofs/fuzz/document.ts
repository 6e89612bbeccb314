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

interface Described {
  readonly parameters?: readonly Parameter[]
  readonly security?: readonly object[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

export function operationsOf(document: string): Operation[] {
  const schemas: Record<string, Schema> = JSON.parse(document).components?.schemas ?? {}
  // Replaces references; the schemas of requests are not recursive.
  const { paths }: { paths: Record<string, Record<string, Described>> } = JSON.parse(document, (_, value) =>
    typeof value?.$ref === 'string' ? (schemas[value.$ref.split('/').at(-1)] ?? value) : value,
  )
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, security }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema,
      needs_key: security !== undefined,
    })),
  )
}
