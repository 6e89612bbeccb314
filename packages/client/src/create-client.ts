import openapiFetch, { type Client as FetchClient } from 'openapi-fetch'
import type { paths } from './schema.ts'

/** A method per HTTP method; addresses, parameters, bodies, answers and errors have the types of the OpenAPI document. */
export type Client = FetchClient<paths>

export interface ClientOptions {
  /** Base URL of the API, such as `https://duties.example.org`. */
  readonly base_url: string
  /** An admin key; registering needs none. */
  readonly api_key?: string
}

/** A refused request is not thrown: it is returned as `error`, with its `code`. */
export function createClient({ base_url, api_key }: ClientOptions): Client {
  const headers = api_key === undefined ? {} : { authorization: `Bearer ${api_key}` }
  return openapiFetch<paths>({ baseUrl: base_url, headers })
}
