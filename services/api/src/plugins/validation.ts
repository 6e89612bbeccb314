import { Ajv, type AnySchema, type Options, type ValidateFunction } from 'ajv'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance } from 'fastify'

const OPTIONS: Options = {
  allErrors: true,
  removeAdditional: false,
  useDefaults: true,
  strict: false,
  validateFormats: false, // A format documents; what is checked is a pattern here or the parser of the domain.
}

type Compile = (schema: AnySchema) => ValidateFunction

/** Compiles each schema once in a process: it takes milliseconds, and many routes have the same parameters and headers. */
function compileOnce(more: Options): Compile {
  let ajv: Ajv | undefined
  const compiled = new Map<string, ValidateFunction>()
  return (schema) => {
    const key = JSON.stringify(schema)
    const known = compiled.get(key)
    if (known !== undefined) return known
    ajv ??= new Ajv({ ...OPTIONS, ...more })
    const made = ajv.compile(schema)
    compiled.set(key, made)
    return made
  }
}

const compileExact = compileOnce({ coerceTypes: false })
const compileReading = compileOnce({ coerceTypes: 'array' })

type Serialize = SerializerSelector.Serializer

/** As {@link compileOnce}, for answers: each problem is an answer of nearly every route. */
function serializeOnce(): (route: { schema: unknown; method: string; url: string }) => Serialize {
  let compile: SerializerSelector.SerializerCompiler | undefined
  const compiled = new Map<string, Serialize>()
  return ({ schema, method, url }) => {
    const key = JSON.stringify(schema)
    const known = compiled.get(key)
    if (known !== undefined) return known
    compile ??= SerializerSelector()()
    const made = compile({ schema, method, url, httpStatus: '' })
    compiled.set(key, made)
    return made
  }
}

const serialize = serializeOnce()

/** Bodies are taken as they are; in a query string everything is text, so numbers, booleans and lists of one item are read there. */
export function validateStrictly(app: FastifyInstance): void {
  app.setSerializerCompiler(serialize)
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'querystring' ? compileReading : compileExact)(schema),
  )
}

/** For routes whose bodies are forms: all fields are text, as in a query string. */
export function validateForms(app: FastifyInstance): void {
  app.setValidatorCompiler(({ schema }) => compileReading(schema))
}
