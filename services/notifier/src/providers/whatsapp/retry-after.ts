import { parseJson } from '@dutybell/shared/json-object'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { HeaderValue } from './http-exchange.ts'

const MAX_WAIT_MS = 24 * 60 * 60 * 1000 // Meta's longest rolling window
const MINUTE_MS = 60_000

const usageHeader = Compile(
  Type.Record(
    Type.String(),
    Type.Array(Type.Object({ estimated_time_to_regain_access: Type.Optional(Type.Number({ minimum: 0 })) })),
  ),
)

/** The wait that the answer asks for: the longer of `Retry-After` and Meta's usage header, which is in minutes. */
export function readRetryAfter(headers: Readonly<Record<string, HeaderValue>>): number | undefined {
  const wait_ms = Math.max(
    retryAfterMs(first(headers['retry-after']), first(headers['date'])),
    usageMs(first(headers['x-business-use-case-usage'])),
  )
  return wait_ms > 0 ? Math.min(wait_ms, MAX_WAIT_MS) : undefined
}

export function first(value: HeaderValue): string | undefined {
  return typeof value === 'string' ? value : value?.[0]
}

/** A date is compared with the server's clock, not with the local one. */
function retryAfterMs(retry_after: string | undefined, server_date: string | undefined): number {
  if (retry_after === undefined) return 0
  if (/^\d{1,9}$/u.test(retry_after.trim())) return Number(retry_after) * 1000
  const wait = Date.parse(retry_after) - Date.parse(server_date ?? '')
  return Number.isFinite(wait) ? wait : 0
}

function usageMs(usage: string | undefined): number {
  if (usage === undefined) return 0
  const accounts = parseJson(usage)
  if (!usageHeader.Check(accounts)) return 0
  const minutes = Object.values(accounts)
    .flat()
    .map((entry) => entry.estimated_time_to_regain_access ?? 0)
  return Math.max(0, ...minutes) * MINUTE_MS
}
