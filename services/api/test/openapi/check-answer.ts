import { generalFaults } from './general-faults.ts'
import { headerFaults, headerIn, type Headers } from './header-faults.ts'
import { methodsOf, pathFinder } from './find-operation.ts'
import { objectAt } from '@dutybell/shared/json-object'
import { schemaFaults } from './schema-faults.ts'

/** An answer as it left. */
export interface SeenAnswer {
  readonly method: string
  /** The address as it was asked; a query is left aside. */
  readonly url: string
  readonly status: number
  /** Names in any case. */
  readonly headers: Headers
  readonly body: string
}

/** What of an answer is not as the document says; empty where all of it is. */
export type AnswerChecker = (answer: SeenAnswer) => string[]

/** @param document what `/openapi.json` serves */
export function answerChecker(document: unknown): AnswerChecker {
  const pathOf = pathFinder(document)
  const check = schemaFaults(document)

  return (answer) => {
    const { status, headers } = answer
    const asked = answer.url.split('?', 1)[0] ?? ''
    const path = pathOf(asked)
    const methods = path === undefined ? [] : methodsOf(document, path)
    const method = methodAsked(answer.method, methods)
    if (path === undefined || method === undefined) {
      return generalFaults({ ...answer, path: asked }, methods, check)
    }
    const response = ['paths', path, method, 'responses', String(status)]
    if (!(String(status) in objectAt(document, ...response.slice(0, -1)))) {
      return [`status ${status}: is not documented: ${answer.body.slice(0, 300)}`]
    }
    return [
      ...headerFaults(document, response, headers, check),
      ...bodyFaults(document, response, answer, check),
    ]
  }
}

/** HEAD is answered as GET is. */
function methodAsked(asked: string, known: readonly string[]): string | undefined {
  const method = asked.toLowerCase()
  if (known.includes(method)) return method
  return method === 'head' && known.includes('get') ? 'get' : undefined
}

function bodyFaults(
  document: unknown,
  response: readonly string[],
  { method, headers, body }: SeenAnswer,
  check: ReturnType<typeof schemaFaults>,
): string[] {
  const content = objectAt(document, ...response, 'content')
  const documented = Object.keys(content)
  const type = contentTypeOf(headers)
  if (documented.length === 0) {
    return body === '' && type === undefined ? [] : [`${type ?? 'a body'}: none is documented`]
  }
  const known = documented.find((name) => name.toLowerCase() === type)
  if (known === undefined) return [`content type ${type ?? 'none'}: documented is ${documented.join(', ')}`]
  if (method === 'HEAD') return body === '' ? [] : ['the answer to HEAD has a body']
  const value = known.endsWith('json') ? parsed(body) : body
  if (value === undefined) return [`the body is no JSON: ${body.slice(0, 300)}`]
  return check([...response, 'content', known, 'schema'], value).map((fault) => `body ${fault}`)
}

function contentTypeOf(headers: Headers): string | undefined {
  return headerIn(headers, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase()
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
