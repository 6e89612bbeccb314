import openapiFetch, { type Client as FetchClient, type Middleware } from 'openapi-fetch'
import type { paths, Problem } from './schema.ts'

/** A method per HTTP method; addresses, parameters, bodies, answers and errors have the types of the OpenAPI document. */
export type Client = FetchClient<paths, Media>

/** Lists are CSV too, for those who download a file. */
type Media = 'application/json' | 'application/problem+json'

export interface ClientOptions {
  /** Base URL of the API, such as `https://duties.example.org`. */
  readonly base_url: string
  /** An admin key; registering needs none. Never put one into a page. */
  readonly api_key?: string
}

/**
 * A refused request is not thrown: it is returned as `error`, with its `code`. Each POST under `/v1` gets an `Idempotency-Key` of its own
 * unless it has one: give one to repeat a request that got no answer.
 *
 * @throws {UnexpectedAnswerError} from each method, where something between the client and the API answered
 */
export function createClient({ base_url, api_key }: ClientOptions): Client {
  const headers = api_key === undefined ? {} : { authorization: `Bearer ${api_key}` }
  const client = openapiFetch<paths, Media>({ baseUrl: base_url.replace(/\/+$/, ''), headers })
  client.use(IDEMPOTENCY, PROBLEMS)
  return client
}

/** The routes that answer page by page. */
export type ListPath = {
  [path in keyof paths]: paths[path] extends ListRoute ? path : never
}[keyof paths]

export type Page<Path extends ListPath> = paths[Path]['get']['responses'][200]['content']['application/json']

/** The filters, the order and the size of a page. */
export type ListQuery<Path extends ListPath> = Omit<
  NonNullable<paths[Path]['get']['parameters']['query']>,
  'cursor'
>

/**
 * The pages of a list, each read when it is asked for.
 *
 * @throws {ProblemError} where the API refuses a page
 */
export async function* pages<Path extends ListPath>(
  client: Client,
  path: Path,
  query?: ListQuery<Path>,
): AsyncGenerator<Page<Path>, void, void> {
  let cursor: string | null = null
  do {
    // The compiler cannot relate the parameters of any one path to those of all.
    const params: { query: object } = { query: cursor === null ? { ...query } : { ...query, cursor } }
    const answer: Answer<Page<Path>> = await Reflect.apply(client.GET, client, [path, { params }])
    if (answer.error !== undefined) throw new ProblemError(answer.error)
    yield answer.data
    cursor = answer.data.next_cursor
  } while (cursor !== null)
}

/** The API refused a request: an RFC 9457 problem, thrown where an iterator cannot return it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail}`)
    this.problem = problem
  }

  get code(): Problem['code'] {
    return this.problem.code
  }
}

const MAX_BODY_CHARACTERS = 500

/** An error answer that is no problem of the API: a proxy, or another server at this address, gave it. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError'
  readonly status: number
  /** The beginning of what was answered. */
  readonly body: string

  constructor(status: number, body: string) {
    super(`The answer ${status} is not one of Dutybell's API: check base_url and the proxy before it.`)
    this.status = status
    this.body = body.slice(0, MAX_BODY_CHARACTERS)
  }
}

const IDEMPOTENCY: Middleware = {
  onRequest({ request, schemaPath }) {
    const takes_key = request.method === 'POST' && schemaPath.startsWith('/v1/')
    if (takes_key && !request.headers.has('idempotency-key'))
      request.headers.set('idempotency-key', randomKey())
  },
}

const PROBLEMS: Middleware = {
  async onResponse({ response }) {
    const type = response.headers.get('content-type') ?? ''
    if (response.status < 400 || type.startsWith('application/problem+json')) return
    throw new UnexpectedAnswerError(response.status, await response.text())
  },
}

/** 128 random bits. `crypto.randomUUID` is missing on pages of plain http. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The answer of a list: `{ items, next_cursor }`. */
interface AnyPage {
  readonly next_cursor: string | null
}

interface ListRoute {
  get: { responses: { 200: { content: { 'application/json': AnyPage } } } }
}

type Answer<Body> = { data: Body; error?: undefined } | { data?: undefined; error: Problem }
