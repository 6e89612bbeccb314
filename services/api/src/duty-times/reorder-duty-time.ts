import type { Db } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { WithActor } from '../audit/actor.ts'
import { changeDutyTime } from './change-duty-time.ts'
import { dutyTimeNotFound } from './failures.ts'
import { type DutyTimeRow, findDutyTimes } from './queries.ts'

/**
 * Moves a duty time one place up or down in the list. Positions may have gaps and be equal, so the list is numbered again; rows are
 * locked by id.
 *
 * @throws {AppError} `duty_time_not_found`
 */
export async function reorderDutyTime(
  ctx: { readonly db: Db } & WithActor,
  id: string,
  direction: 'up' | 'down',
): Promise<DutyTimeRow> {
  return inTransaction(ctx.db, async (tx) => {
    const list = await findDutyTimes(tx)
    const place = list.findIndex((row) => row.id === id)
    const moved = list[place]
    if (moved === undefined) throw dutyTimeNotFound()
    const others = list.toSpliced(place, 1)
    const sorted = others.toSpliced(Math.max(0, direction === 'up' ? place - 1 : place + 1), 0, moved)
    const changes = sorted.map((row, index) => ({ id: row.id, was: row.position, position: index + 1 }))
    for (const { id, was, position } of changes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      if (was !== position) await changeDutyTime({ ...ctx, db: tx }, id, { position }, undefined)
    }
    return moved
  })
}
