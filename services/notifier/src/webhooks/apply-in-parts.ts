import { sql } from 'kysely'
import type { Tx } from '@dutybell/shared/db/client'
import { isRefusedForItsContent } from '@dutybell/shared/db/failures'
import type { ChannelSettings } from '../channels/settings.ts'
import type { Decision } from '../deliveries/decide.ts'
import type { MergedCallback } from './merge-callbacks.ts'
import { applyCallbacks } from './queries.ts'

type ReceiptSettings = Pick<ChannelSettings, 'max_attempts' | 'in_doubt_window_ms'>

export type DecidedCallback = MergedCallback & { readonly decision: Decision }

/** A callback that could not be applied. */
export interface Parked {
  readonly callback: MergedCallback
  readonly reason: 'no_such_attempt' | 'refused_by_the_database'
}

const MAX_BATCH = 1_000 // some hundred milliseconds, far below the statement time-out

/** Applies receipts; a batch that the database refuses for its content is halved until the rejected item stands alone. */
export async function applyInParts(
  tx: Tx,
  callbacks: readonly DecidedCallback[],
  settings: ReceiptSettings,
): Promise<readonly Parked[]> {
  const parked: Parked[] = []
  for (let start = 0; start < callbacks.length; start += MAX_BATCH) {
    parked.push(...(await applyPart(tx, callbacks.slice(start, start + MAX_BATCH), settings)))
  }
  return parked
}

async function applyPart(
  tx: Tx,
  part: readonly DecidedCallback[],
  settings: ReceiptSettings,
): Promise<readonly Parked[]> {
  await sql`savepoint part`.execute(tx)
  try {
    const unmatched = await applyCallbacks(tx, part, settings)
    await sql`release savepoint part`.execute(tx)
    return part
      .filter((_, position) => unmatched.has(position))
      .map((callback) => ({ callback, reason: 'no_such_attempt' }))
  } catch (error) {
    if (!isRefusedForItsContent(error)) throw error
    await sql`rollback to savepoint part`.execute(tx)
  }
  if (part.length === 1) return part.map((callback) => ({ callback, reason: 'refused_by_the_database' }))
  const middle = Math.ceil(part.length / 2)
  return [
    ...(await applyPart(tx, part.slice(0, middle), settings)),
    ...(await applyPart(tx, part.slice(middle), settings)),
  ]
}
