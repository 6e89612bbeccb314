import openapiFetch, { type Client as FetchClient } from 'openapi-fetch'
import type { paths } from './schema.ts'

/** A method per HTTP method; addresses, parameters, bodies, answers and errors have the types of the OpenAPI document. */
export type Client = FetchClient<paths>

export interface ClientOptions {
  /** Where the API is, such as `https://duties.example.org`. */
  readonly base_url: string
  /** Of an admin, or made by `pnpm api-keys`; whoever registers needs none. */
  readonly api_key?: string
}

/** What the API refuses is not thrown: it comes as `error`, whose `code` says what it was. */
export function createClient({ base_url, api_key }: ClientOptions): Client {
  const headers = api_key === undefined ? {} : { authorization: `Bearer ${api_key}` }
  return openapiFetch<paths>({ baseUrl: base_url, headers })
}
