import { CATALOGUE } from '@dutybell/api/errors/catalogue'
import type { ProblemDocument } from '@dutybell/api/http/problem'
import type { Answer } from './raw-http.ts'
import type { Request } from './request.ts'

/** Words of stack traces, SQL and drivers. */
const INNARDS =
  /\n\s*at |node_modules|file:\/\/|\.[jt]s:\d|\bselect .+ from\b|\binsert into\b|violates|duplicate key|invalid input syntax|invalid byte sequence|relation "|column "|unicode escape|\bpg\b|ECONN|FST_ERR|HPE_|TypeError|RangeError|SyntaxError|undefined|\[object/i

/** An error must be a problem document with a code of the catalogue, and must not contain internals. */
export function faultsOfError(request: Request, { status, headers, body }: Answer): string[] {
  if (headers.get('content-type')?.split(';')[0] !== 'application/problem+json') {
    return [`The error, ${status}, is of type ${headers.get('content-type') ?? 'none'}.`]
  }
  const problem = parsed(body)
  if (problem === undefined) return ['The problem document is no JSON.']
  const entry = Object.entries(CATALOGUE).find(([code]) => code === problem.code)?.[1]
  if (entry === undefined) return [`The code ${problem.code} is not in the catalogue.`]
  const { title, detail, instance, request_id, type, errors = [] } = problem
  const words = [detail, ...errors.map((fault) => fault.detail)]
  return [
    ...(status === entry.status && problem.status === status
      ? []
      : [`${problem.code} comes with the status ${status}.`]),
    ...(title === entry.title ? [] : [`${problem.code} has another title.`]),
    ...(type.endsWith(problem.code) ? [] : [`${problem.code} has the type ${type}.`]),
    ...(/^[/*]/.test(instance) ? [] : [`The instance is no path: ${instance}`]),
    ...(instance.includes('?') ? ['The instance has a query.'] : []),
    ...(request_id === headers.get('x-request-id') ? [] : ['The request_id is not the one of the header.']),
    ...words.filter((text) => !text.endsWith('.')).map((text) => `Not a sentence: ${text.slice(0, 100)}`),
    ...words.filter((text) => hasInternals(text, request)).map((text) => `Internals: ${text.slice(0, 200)}`),
    ...(body.length > MAX_BYTES ? [`The error has ${body.length} bytes.`] : []),
  ]
}

/** The request's own words are allowed: the name of an unknown field comes back. */
function hasInternals(text: string, { body }: Request): boolean {
  const [word] = INNARDS.exec(text) ?? []
  return word !== undefined && body?.includes(word) !== true
}

const MAX_BYTES = 40_000 // twenty faults, each with a name of a hundred characters, and a long path

function parsed(body: Buffer): ProblemDocument | undefined {
  try {
    const problem: ProblemDocument = JSON.parse(body.toString())
    return problem
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
