import { AppError } from '@dutybell/shared/errors'
import type { WithActor } from '../audit/actor.ts'
import { findUnknownLabels } from '../duty-times/unknown-label.ts'
import { readCreation } from './assign-duties.ts'
import { type AssigningContext, type ChangedDuty, changeDuties, type DutyChange } from './change-duties.ts'
import { refusalOf } from './failures.ts'
import type { AssignBatch } from './change-schemas.ts'

/** The result of one item: the duty, or why it was refused. */
export type BatchResult =
  | {
      readonly index: number
      readonly outcome: 'created' | 'unchanged'
      /** Null in a dry run. */
      readonly duty: ChangedDuty['duty']
      readonly warnings: readonly string[]
    }
  | { readonly index: number; readonly outcome: 'refused'; readonly refusal: AppError }

export interface Batch {
  readonly dry_run: boolean
  /** An item was refused, so nothing was written. */
  readonly is_refused: boolean
  readonly results: readonly BatchResult[]
}

/** Assigns many duties at once: all, or, if not atomic, those that are not refused. A duty that exists is no refusal. */
export async function assignBatch(
  ctx: AssigningContext & WithActor,
  input: AssignBatch,
  traceparent: string | null,
): Promise<Batch> {
  const { atomic = true, dry_run = false, notify = 'now' } = input
  const read = input.items.map((item) => readItem(() => readCreation(item, notify, ctx.time_zone)))
  const readable = read.flatMap((item) => (item instanceof AppError ? [] : [item]))
  const is_unreadable = readable.length < read.length
  const rehearses = dry_run || (atomic && is_unreadable)
  const changed = await changeDuties(ctx, readable, { atomic, dry_run: rehearses, traceparent })
  const unknown = await findUnknownLabels(ctx.db, labelsOf(readable))
  let next = 0
  const results = read.map((item, index): BatchResult => {
    if (item instanceof AppError) return { index, outcome: 'refused', refusal: item }
    const result = changed[next]
    next += 1
    const warning = unknown.get(labelsOf([item])[0] ?? '')
    if (result === undefined) throw new Error('Each change has a result.')
    return toResult(index, result, warning === undefined ? [] : [warning])
  })
  const is_refused = !dry_run && atomic && results.some(({ outcome }) => outcome === 'refused')
  return { dry_run, is_refused, results }
}

function readItem(read: () => DutyChange): DutyChange | AppError {
  try {
    return read()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

function labelsOf(changes: readonly DutyChange[]): string[] {
  return changes.flatMap((change) => ('duty_time' in change && change.duty_time ? [change.duty_time] : []))
}

function toResult(index: number, changed: ChangedDuty, warnings: readonly string[]): BatchResult {
  if (changed.outcome === 'duty_assignment_exists')
    return { index, outcome: 'unchanged', duty: changed.duty, warnings }
  const refusal = refusalOf(changed)
  if (refusal !== undefined) return { index, outcome: 'refused', refusal }
  return { index, outcome: 'created', duty: changed.duty, warnings }
}
