import { headerIn } from './header-faults.ts'
import { isObject } from '@dutybell/shared/json-object'
import type { SchemaFaults } from './schema-faults.ts'

interface General {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** The document itself, its pages and those of the errors, for people: they are in no document. */
const PAGES = /^(?:\/(?:docs|openapi\.json)(?:\/|$)|\/$|\*$)/ // `*` is the root
const CONSOLE = /^\/console(?:[/?]|$)/ // its errors are pages, too

/** What may be answered where the document has no operation, by status. */
const CODES: Readonly<Record<number, readonly string[]>> = {
  400: ['malformed_request'],
  404: ['route_not_found'],
  405: ['method_not_allowed'],
  413: ['payload_too_large'],
  415: ['unsupported_media_type'],
  503: ['overloaded', 'database_unavailable'],
}

/**
 * @param methods that the document has at this path: where there are some, 405 names them
 */
export function generalFaults(answer: General, methods: readonly string[], check: SchemaFaults): string[] {
  const { method, path, status, headers, body } = answer
  if (CONSOLE.test(path) || (PAGES.test(path) && status < 400)) return []
  if (headerIn(headers, 'content-type')?.startsWith('text/html')) return [] // a page for people
  if (method === 'OPTIONS' && status === 204 && body === '') return [] // CORS, which browsers ask and check
  const codes = CODES[status]
  if (codes === undefined) return [`${status} where the document has no operation`]
  const allow = headerIn(headers, 'allow')?.toLowerCase() ?? ''
  const missing = status === 405 ? methods.filter((name) => !allow.split(', ').includes(name)) : []
  const unnamed = missing.map((name) => `header allow: does not name ${name}`)
  return method === 'HEAD' ? unnamed : [...unnamed, ...problemFaults(body, codes, check)]
}

function problemFaults(body: string, codes: readonly string[], check: SchemaFaults): string[] {
  const problem: unknown = JSON.parse(body)
  const code = isObject(problem) ? problem['code'] : undefined
  const faults = check(['components', 'schemas', 'Problem'], problem).map((fault) => `body ${fault}`)
  return codes.some((known) => known === code)
    ? faults
    : [...faults, `code ${String(code)}: expected is ${codes.join(' or ')}`]
}
