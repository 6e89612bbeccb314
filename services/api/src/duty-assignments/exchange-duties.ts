import { randomUUIDv7 } from 'node:crypto'
import type { WithActor } from '../audit/actor.ts'
import { type IfMatch, versionsOf } from '../http/etag.ts'
import { throwIfInvalid } from '../http/faults.ts'
import { ALLOTMENT_BY_NOTIFY } from './assign-duties.ts'
import {
  type AssigningContext,
  type ChangedDuty,
  changeDuties,
  type DutyAssignmentRow,
  type DutyChange,
  type Telling,
} from './change-duties.ts'
import { refusalOf } from './failures.ts'
import { overrideColumn } from './read-duty.ts'
import type { HandOver, SwapDuties } from './change-schemas.ts'

export interface Exchange {
  readonly cancelled: readonly DutyAssignmentRow[]
  readonly created: readonly DutyAssignmentRow[]
  readonly told: readonly Telling[]
}

/**
 * Gives a duty to another person: it is cancelled and a new one with its date and time is created. A waiting duty waits on.
 *
 * @throws {AppError} the refusals of `refusalOf`
 */
export async function handOver(
  ctx: AssigningContext & WithActor,
  id: string,
  input: HandOver,
  { traceparent, if_match }: { traceparent: string | null; if_match: IfMatch },
): Promise<Exchange> {
  const creation = {
    kind: 'create' as const,
    duty_assignment_id: randomUUIDv7(),
    registration_id: input.registration_id,
    copy_of: id,
    ...(input.notify === undefined ? {} : { allotment: ALLOTMENT_BY_NOTIFY[input.notify] }),
    ...overrideColumn(input),
  }
  const cancellation = {
    kind: 'cancel' as const,
    duty_assignment_id: id,
    ...versionsOf(if_match),
    ended_by: 'handed_over' as const,
  }
  return exchange(ctx, [cancellation, creation], traceparent)
}

/**
 * Two people exchange their duties: both are cancelled, and two new ones are created.
 *
 * @throws {AppError} `invalid_input`, and the refusals of `refusalOf`
 */
export async function swapDuties(
  ctx: AssigningContext & WithActor,
  input: SwapDuties,
  traceparent: string | null,
): Promise<Exchange> {
  const [a = '', b = ''] = input.duty_assignment_ids
  if (a.toLowerCase() === b.toLowerCase()) {
    throwIfInvalid([{ pointer: '/duty_assignment_ids', detail: 'Give two different duties.' }])
  }
  const cancellation = (id: string, place: number) => ({
    kind: 'cancel' as const,
    duty_assignment_id: id,
    ...(input.versions?.[place] === undefined ? {} : { expected_versions: [input.versions[place]] }),
    ended_by: 'swapped' as const,
  })
  const creation = (copy_of: string, person_of: string) => ({
    kind: 'create' as const,
    duty_assignment_id: randomUUIDv7(),
    copy_of,
    person_of,
    ...overrideColumn(input),
  })
  return exchange(ctx, [cancellation(a, 0), cancellation(b, 1), creation(a, b), creation(b, a)], traceparent)
}

async function exchange(
  ctx: AssigningContext & WithActor,
  changes: readonly DutyChange[],
  traceparent: string | null,
): Promise<Exchange> {
  const changed = await changeDuties(ctx, changes, { traceparent })
  for (const each of changed) {
    const refusal = refusalOf(each)
    if (refusal !== undefined) throw refusal
  }
  return {
    cancelled: dutiesOf(changed, changes, 'cancel'),
    created: dutiesOf(changed, changes, 'create'),
    told: changed.flatMap(({ told }) => told),
  }
}

function dutiesOf(changed: readonly ChangedDuty[], changes: readonly DutyChange[], kind: DutyChange['kind']) {
  return changed.flatMap(({ duty }, place) => (duty !== null && changes[place]?.kind === kind ? [duty] : []))
}
