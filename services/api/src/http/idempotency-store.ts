import type { Tx } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

/** The caller and the request of a key. */
export interface KeyedRequest {
  readonly caller: string
  readonly key: string
  readonly request_hash: string
}

export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** It shows personal data in full. */
  readonly reveals_personal_data: boolean
}

const KEPT_FOR = '24 hours' // the notifier deletes what is older

/**
 * Until the transaction ends, no other request with this key is served.
 *
 * @returns false where another one is being served
 */
export async function lockKey(tx: Tx, { caller, key }: KeyedRequest): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`dutybell:idempotency:${caller}:${key}`}, 0)) as locked`.execute(
    tx,
  )
  return rows[0]?.locked === true
}

/** Call it in a statement after {@link lockKey}, so that it sees what the previous request committed. */
export async function findAnswer(
  tx: Tx,
  { caller, key }: KeyedRequest,
): Promise<(KeptAnswer & { readonly request_hash: string }) | undefined> {
  const { rows } = await sql<KeptAnswer & { request_hash: string }>`
    select request_hash, status, headers, body, reveals_personal_data from idempotency_keys
    where caller = ${caller} and key = ${key} and created_at > clock_timestamp() - ${KEPT_FOR}::interval`.execute(
    tx,
  )
  return rows[0]
}

/**
 * Replaces an expired answer of the same key.
 *
 * @param registration_id the person whose data the answer contains
 */
export async function keepAnswer(
  tx: Tx,
  { caller, key, request_hash }: KeyedRequest,
  { status, headers, body, reveals_personal_data }: KeptAnswer,
  registration_id: string | null,
): Promise<void> {
  await sql`
    insert into idempotency_keys (caller, key, request_hash, registration_id, status, headers, body, reveals_personal_data)
    values (${caller}, ${key}, ${request_hash}, ${registration_id}, ${status}, ${JSON.stringify(headers)}, ${body},
      ${reveals_personal_data})
    on conflict (caller, key) do update set
      request_hash = excluded.request_hash, registration_id = excluded.registration_id, status = excluded.status,
      headers = excluded.headers, body = excluded.body, reveals_personal_data = excluded.reveals_personal_data,
      created_at = excluded.created_at`.execute(tx)
}
