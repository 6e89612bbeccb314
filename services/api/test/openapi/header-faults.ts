import { objectAt } from '@dutybell/shared/json-object'
import type { SchemaFaults } from './schema-faults.ts'

export type Headers = Readonly<Record<string, unknown>>

/** Of HTTP itself, of browsers' security, and of the tests' network: no client of this API reads them. */
const BESIDE = new Set([
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'date',
  'keep-alive',
  'origin-agent-cluster',
  'referrer-policy',
  'strict-transport-security',
  'transfer-encoding',
  'vary',
  'x-content-type-options',
  'x-dns-prefetch-control',
  'x-download-options',
  'x-frame-options',
  'x-permitted-cross-domain-policies',
  'x-xss-protection',
])

/** Headers that are not documented, do not fit, or are missing though they are always sent. */
export function headerFaults(
  document: unknown,
  response: readonly string[],
  headers: Headers,
  check: SchemaFaults,
): string[] {
  const documented = Object.keys(objectAt(document, ...response, 'headers'))
  const given = Object.entries(headers).filter(([, value]) => value !== undefined)
  const unknown = given
    .map(([name]) => name.toLowerCase())
    .filter((name) => !BESIDE.has(name) && !documented.some((known) => known.toLowerCase() === name))
    .map((name) => `header ${name}: is not documented`)
  return [...unknown, ...documented.flatMap((name) => faultsOf(name))]

  function faultsOf(name: string): string[] {
    const pointer = [...response, 'headers', name]
    const reference = objectAt(document, ...pointer)['$ref']
    const at = typeof reference === 'string' ? reference.replace(/^#\//, '').split('/') : pointer
    const { required, schema } = objectAt(document, ...at)
    const text = headerIn(headers, name)
    if (text === undefined) return required === true ? [`header ${name}: is missing`] : []
    const read = objectAt(schema)['type'] === 'integer' && /^-?\d+$/.test(text) ? Number(text) : text
    return check([...at, 'schema'], read).map((fault) => `header ${name}: ${fault}`)
  }
}

/** A header's text, whatever the case of its name. */
export function headerIn(headers: Headers, name: string): string | undefined {
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? []
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
}
