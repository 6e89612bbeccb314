import type { Fault } from '@dutybell/shared/errors'
import { objectAt } from '@dutybell/shared/json-object'
import type { FastifySchemaValidationError } from 'fastify'
import { HEADER_FAULTS } from './headers.ts'
import { LANGUAGE_PATTERN, TIME_PATTERN } from './schemas.ts'

/** A body of 1 MiB may contain a hundred thousand faults; these are enough. */
const MAX_FAULTS = 20
const MAX_NAME_CHARACTERS = 100

/** Ajv's errors as sentences that say what to do. */
export function describeValidation(
  errors: readonly FastifySchemaValidationError[],
  responses?: unknown,
): Fault[] {
  const answered = fieldsOf(responses)
  const [always = [], conditional = []] = [false, true].map((is_conditional) =>
    errors.filter(
      ({ keyword, schemaPath }) => keyword !== 'if' && IN_BRANCH.test(schemaPath) === is_conditional,
    ),
  )
  return [...always, ...conditional].slice(0, MAX_FAULTS).map((error) => ({
    pointer: pointerTo(error),
    detail: whatToDo(error, answered),
    code: CODES[error.keyword] ?? 'invalid',
  }))
}

/** Ajv reports the branch of an `if` before the rest. */
const IN_BRANCH = /^#\/(?:then|else)\//

const CODES: Readonly<Record<string, string>> = {
  required: 'missing',
  additionalProperties: 'unknown_field',
  type: 'wrong_type',
  enum: 'unknown_value',
  const: 'unknown_value',
  maxLength: 'too_long',
  minProperties: 'nothing_to_change',
  minimum: 'too_small',
  maximum: 'too_large',
  minItems: 'too_small',
  maxItems: 'too_large',
  pattern: 'wrong_format',
  format: 'wrong_format',
}

/** The fields of the route's answer: one that is given and not accepted exists, and is not a typing error. */
function fieldsOf(responses: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  for (const status of ['200', '201']) {
    for (const name of Object.keys(objectAt(responses, status, 'properties'))) names.add(name)
  }
  return names
}

function pointerTo({ instancePath, params }: FastifySchemaValidationError): string {
  const name = params['missingProperty'] ?? params['additionalProperty']
  if (typeof name !== 'string') return instancePath || '/'
  const escaped = name.slice(0, MAX_NAME_CHARACTERS).replaceAll('~', '~0').replaceAll('/', '~1')
  return `${instancePath}/${escaped}`
}

function whatToDo(
  { keyword, params, message, instancePath }: FastifySchemaValidationError,
  answered: ReadonlySet<string>,
): string {
  switch (keyword) {
    case 'required':
      return 'Add this field: it is needed.'
    case 'additionalProperties':
      return instancePath === '' && answered.has(String(params['additionalProperty']))
        ? 'Omit this field: it cannot be set here.'
        : 'Omit this field: it is unknown. Check its name for a typing error.'
    case 'type':
      return `Give ${describeType(params['type'])}.`
    case 'enum':
      return `Give one of ${listOf(params['allowedValues'])}.`
    case 'const':
      return `Give ${JSON.stringify(params['allowedValue'])}.`
    case 'maxLength':
      return `Shorten this to at most ${String(params['limit'])} characters.`
    case 'minItems':
      return `Give at least ${itemsOf(params['limit'])}.`
    case 'maxItems':
      return `Give at most ${itemsOf(params['limit'])}.`
    case 'minProperties':
      return 'Give at least one field to change.'
    case 'minimum':
      return `Give a number that is not below ${String(params['limit'])}.`
    case 'maximum':
      return `Give a number that is not above ${String(params['limit'])}.`
    case 'pattern':
      return describePattern(params['pattern'])
    default:
      return `This does not fit: it ${message ?? 'is refused'}.`
  }
}

function itemsOf(limit: unknown): string {
  return `${String(limit)} ${limit === 1 ? 'item' : 'items'}`
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text, in double quotes',
  boolean: 'true or false, without quotes',
  integer: 'a whole number',
  object: 'a JSON object, in curly brackets',
  null: 'null',
}

function describeType(type: unknown): string {
  const names = Array.isArray(type) ? type.map(String) : String(type).split(',')
  return names.map((name) => TYPES[name] ?? name).join(' or ')
}

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : 'the documented values'
}

function describePattern(pattern: unknown): string {
  const header_fault = HEADER_FAULTS.get(pattern)
  if (header_fault !== undefined) return header_fault
  if (pattern === LANGUAGE_PATTERN) return 'Give the code of a language, such as en or en_US.'
  if (pattern === TIME_PATTERN) return 'Write the time as hours and minutes, such as 05:30 or 21:00.'
  return typeof pattern === 'string' && pattern.includes('{8}-')
    ? 'Give an id as this API returned it, such as 01890a5d-ac96-774b-bcce-b302099a8057.'
    : `Give something that fits ${String(pattern)}.`
}
