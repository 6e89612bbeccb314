import { parseJson } from '@dutybell/shared/json-object'
import { adviseOnGraphError } from '@dutybell/shared/whatsapp/error-catalogue'
import { Pool } from 'undici'
import { cleanProviderText } from '../providers/clean-provider-text.ts'
import { detailsOf, errorAnswer, type GraphError } from '../providers/whatsapp/graph-answer.ts'
import { type AnsweredExchange, exchange, type HeaderValue } from '../providers/whatsapp/http-exchange.ts'
import type { GraphAccount } from '../providers/whatsapp/read-templates.ts'

export type GraphResult =
  | {
      readonly ok: true
      readonly body: unknown
      readonly headers: Readonly<Record<string, HeaderValue>>
    }
  | {
      readonly ok: false
      /** Meta's code; null: nothing answered, or not Meta. */
      readonly code: number | null
      readonly subcode: number | null
      /** Without secrets. */
      readonly text: string
      readonly action: string
    }

export interface GraphClient {
  /** `path` without the version: `1234?fields=id`. `token`: another one than that of the account. */
  readonly get: (path: string, token?: string) => Promise<GraphResult>
  readonly post: (path: string, body: object) => Promise<GraphResult>
  readonly close: () => Promise<void>
}

export type GraphAccess = Omit<GraphAccount, 'business_account_id'>

const REACH_META =
  'Check the network, the proxy and META_WA_BASE_URL; https://metastatus.com shows outages of Meta.'

/** Single requests outside of the delivery of messages. Never rejects, and no text contains a token. */
export function createGraphClient(access: GraphAccess, signal: AbortSignal): GraphClient {
  const { connect_timeout_ms, read_timeout_ms } = access
  const base = new URL(access.base_url)
  const prefix = `${base.pathname.replace(/\/+$/u, '')}/${access.api_version}/`
  const pool = new Pool(base.origin, { connections: 4, connect: { timeout: connect_timeout_ms } })

  async function request(
    method: 'GET' | 'POST',
    path: string,
    token: string,
    body: string | null,
  ): Promise<GraphResult> {
    const headers = {
      authorization: `Bearer ${token}`,
      'user-agent': 'dutybell',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    }
    const result = await exchange(pool, {
      method,
      path: `${prefix}${path}`,
      headers,
      body,
      signal,
      connect_timeout_ms,
      read_timeout_ms,
    })
    const clean = (text: string) => cleanProviderText(withoutSecrets(text, [token, access.access_token]))
    if (result.kind !== 'answered')
      return { ok: false, code: null, subcode: null, text: clean(result.text), action: REACH_META }
    return readResult(result, clean)
  }

  return {
    get: (path, token = access.access_token) => request('GET', path, token, null),
    post: (path, body) => request('POST', path, access.access_token, JSON.stringify(body)),
    close: () => pool.destroy(),
  }
}

function readResult(
  { status, headers, body }: AnsweredExchange,
  clean: (text: string) => string,
): GraphResult {
  const json = body === null ? undefined : parseJson(body)
  if (errorAnswer.Check(json)) return readError(json.error, clean)
  if (status === 200 && json !== undefined) return { ok: true, body: json, headers }
  const text = `HTTP ${status} without an answer of the Graph API`
  return { ok: false, code: null, subcode: null, text, action: REACH_META }
}

function readError(error: GraphError, clean: (text: string) => string): GraphResult {
  const details = detailsOf(error.error_data)
  const message = typeof error.message === 'string' ? error.message : `Code ${error.code}`
  return {
    ok: false,
    code: error.code,
    subcode: typeof error.error_subcode === 'number' ? error.error_subcode : null,
    text: clean(details === undefined ? message : `${message}: ${details}`),
    action: adviseOnGraphError(error.code, details) ?? "Look up the code in Meta's list of error codes.",
  }
}

/** Meta repeats a malformed token in its error, and a proxy may repeat the URL. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce(
      (cleaned, secret) =>
        cleaned.replaceAll(secret, '[secret]').replaceAll(encodeURIComponent(secret), '[secret]'),
      text,
    )
}
