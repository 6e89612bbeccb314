import { Ajv, type Options } from 'ajv'
import type { FastifyInstance } from 'fastify'

const OPTIONS: Options = {
  allErrors: true,
  removeAdditional: false,
  useDefaults: true,
  strict: false,
  validateFormats: false, // A format documents; what is checked is a pattern here or the parser of the domain.
}

/** Bodies are taken as they are; in a query string everything is text, so numbers, booleans and lists of one item are read there. */
export function validateStrictly(app: FastifyInstance): void {
  const exact = new Ajv({ ...OPTIONS, coerceTypes: false })
  const reading = new Ajv({ ...OPTIONS, coerceTypes: 'array' })
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'querystring' ? reading : exact).compile(schema),
  )
}

/** For routes whose bodies are forms: all fields are text, as in a query string. */
export function validateForms(app: FastifyInstance): void {
  const reading = new Ajv({ ...OPTIONS, coerceTypes: 'array' })
  app.setValidatorCompiler(({ schema }) => reading.compile(schema))
}
