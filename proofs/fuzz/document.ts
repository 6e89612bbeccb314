/** The parts of a JSON schema that requests are made from. */
export interface Schema extends Limits {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly pattern?: string
  readonly format?: string
}

type Limit = 'minItems' | 'maxItems' | 'minimum' | 'maximum' | 'minLength' | 'maxLength'
type Limits = Readonly<Partial<Record<Limit, number>>>

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
  /** The body is a CSV file. */
  readonly takes_csv: boolean
  readonly needs_key: boolean
}

type Paths = Record<string, Record<string, Described>>
type Described = Partial<Pick<Operation, 'parameters'>> & {
  readonly security?: readonly object[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

export function operationsOf(document: string): Operation[] {
  const { schemas } = JSON.parse(document).components
  // Replaces references by the schemas; those of requests are not recursive.
  const resolve = (text: string): { paths: Paths } =>
    JSON.parse(text, (_, value) =>
      typeof value?.$ref === 'string'
        ? resolve(JSON.stringify(schemas[value.$ref.split('/').at(-1)] ?? null))
        : value,
    )
  return Object.entries(resolve(document).paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, security }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema,
      takes_csv: requestBody?.content['text/csv'] !== undefined,
      needs_key: security !== undefined,
    })),
  )
}
