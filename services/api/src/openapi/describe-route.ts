import type { FastifySchema, RouteOptions } from 'fastify'
import { problemResponses } from './problem-responses.ts'
import { problemsOf } from './problems-of.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Headers that any answer of the route may have. */
    answer_headers?: Readonly<Record<string, object>>
    /** Parameters that a route reads without validation. */
    documented?: { readonly headers?: object; readonly body: object }
    /** The body may be left out: it is `{}` then. */
    body_optional?: boolean
  }
}

/** Marks an operation for {@link finishDocument}, which removes it. */
export const BODY_OPTIONAL = 'x-body-optional'

type Described = Pick<RouteOptions, 'url' | 'method' | 'config'> & { readonly schema: FastifySchema }

/** The schema of a route with all its answers, for the document. */
export function describeRoute({ url, method, schema, config = {} }: Described): FastifySchema {
  if (schema.hide === true) return schema
  const problems = problemResponses(problemsOf({ url, method, schema, config }))
  const own = config.csv === true ? withCsv(responsesOf(schema)) : responsesOf(schema)
  const responses: Record<string, object> = { ...own, ...problems }
  return {
    ...schema,
    ...config.documented,
    ...(config.body_optional === true ? { [BODY_OPTIONAL]: true } : {}),
    response: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [
        status,
        {
          'x-response-description': describe(response),
          ...response,
          headers: { ...config.answer_headers, ...headersOf(response) },
        },
      ]),
    ),
  }
}

function responsesOf({ response }: FastifySchema): Record<string, object> {
  if (typeof response !== 'object' || response === null) return {}
  return Object.fromEntries(Object.entries(response))
}

function withCsv({ 200: list, ...others }: Record<string, object>): Record<string, object> {
  if (list === undefined) throw new Error('A route with CSV has an answer 200.')
  const csv = { type: 'string', description: 'All rows of the list, with a header. Needs the scope `pii`.' }
  const content = { 'application/json': { schema: list }, 'text/csv': { schema: csv } }
  const headers = { 'Content-Disposition': { type: 'string', description: 'Of CSV: the name of the file.' } }
  return { ...others, 200: { description: describe(list) ?? 'The list.', headers, content } }
}

/** The description of a schema that has none, from its title: `DutyAssignment` is "The duty assignment." */
function describe(response: object): string | undefined {
  if ('description' in response || !('title' in response)) return undefined
  const words = String(response.title).replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `The ${words.charAt(0).toLowerCase()}${words.slice(1)}.`
}

function headersOf(response: object): object {
  return 'headers' in response && typeof response.headers === 'object' ? { ...response.headers } : {}
}
