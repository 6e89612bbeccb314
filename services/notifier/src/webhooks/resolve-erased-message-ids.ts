import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import type { Callback } from './read-callbacks.ts'

/**
 * Callbacks that name no attempt are found by their message id; of an erased message only its keyed hash is kept, so
 * those are named here.
 */
export async function resolveErasedMessageIds<C extends Callback>(
  db: Db,
  callbacks: readonly C[],
): Promise<C[]> {
  const unnamed = callbacks.filter(({ delivery_id }) => delivery_id === null)
  if (unnamed.length === 0) return [...callbacks]
  const ids = [...new Set(unnamed.map(({ provider_message_id }) => provider_message_id))]
  const { rows } = await sql<{ provider_message_id: string; delivery_id: string; attempt: number }>`
    select i.provider_message_id, a.delivery_id, a.number as attempt
    from unnest(${ids}::text[]) i(provider_message_id)
    cross join lateral (select erased_form(i.provider_message_id)) e(hash)
    join attempts a on a.provider_message_id = e.hash`.execute(db)
  const attempts = new Map(
    rows.map(({ provider_message_id, ...attempt }) => [provider_message_id, attempt] as const),
  )
  return callbacks.map((callback) =>
    callback.delivery_id === null ? { ...callback, ...attempts.get(callback.provider_message_id) } : callback,
  )
}
