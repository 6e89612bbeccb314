import { withSpan } from '@dutybell/shared/tracing'
import type { Db } from '@dutybell/shared/db/client'
import type { Tables } from '@dutybell/shared/db/database'
import { inOneStatement } from '@dutybell/shared/db/in-transaction'
import type { Channel, DeliveryState } from '@dutybell/shared/db/vocabulary'
import type { Wakes } from '@dutybell/shared/outbox/wake'
import { type ConfiguredLanguages, languagesJson } from '@dutybell/shared/templates/languages'
import { type Selectable, sql } from 'kysely'
import type { WithActor } from '../audit/actor.ts'

export type DutyAssignmentRow = Selectable<Tables['duty_assignments']>

export interface AssigningContext {
  readonly db: Db
  readonly waker: Wakes
  /** The time zone of all duties. */
  readonly time_zone: string
  readonly template_languages: ConfiguredLanguages
}

/** A change as `change_duties` reads it; see the type `duty_change` in db/migrations. */
export type DutyChange =
  | {
      readonly kind: 'create'
      readonly duty_assignment_id: string
      readonly registration_id?: string
      readonly person_of?: string
      readonly copy_of?: string
      readonly duty_date?: string
      readonly duty_time?: string
      readonly duty_time_key?: string
      readonly day_ends_at?: string
      readonly allotment?: DutyAssignmentRow['allotment']
      readonly override_reason?: string
    }
  | {
      readonly kind: 'move'
      readonly duty_assignment_id: string
      readonly expected_versions?: readonly number[]
      readonly duty_date?: string
      readonly duty_time?: string
      readonly duty_time_key?: string
      readonly day_ends_at?: string
      readonly override_reason?: string
      readonly ended_by: 'moved'
    }
  | {
      readonly kind: 'cancel'
      readonly duty_assignment_id: string
      readonly expected_versions?: readonly number[]
      readonly ended_by: 'cancelled' | 'handed_over' | 'swapped'
    }

/** A message that told the version which a change ended. */
export interface Telling {
  readonly registration_id: string
  readonly duty_assignment_id: string
  readonly channel: Channel
  readonly template: string
  readonly state: DeliveryState
  /** When it reached the state. */
  readonly at: string | null
}

export type DutyOutcome =
  | 'unchanged'
  | 'duty_assignment_not_found'
  | 'precondition_failed'
  | 'duty_assignment_cancelled'
  | 'duty_in_the_past'
  | 'registration_unknown'
  | 'duty_assignment_exists'
  | 'duty_overlaps'
  | 'duty_full'

export interface ChangedDuty {
  /** Of the change: the duty to change, or the id of the new one. */
  readonly duty_assignment_id: string
  /** Null: written, or, where another change was refused or in a dry run, would be. */
  readonly outcome: DutyOutcome | null
  readonly conflicts: readonly string[]
  readonly places: number | null
  readonly taken: number | null
  readonly told: readonly Telling[]
  /** As it is now, or the one that exists; null where there is none. */
  readonly duty: DutyAssignmentRow | null
}

type Row = Omit<ChangedDuty, 'duty_assignment_id' | 'conflicts' | 'duty'> & {
  place: number
  conflicts: readonly string[] | null
} & (DutyAssignmentRow | { id: null })

/**
 * Judges and writes changes of duties, with their messages, in one statement (`db/functions/duties/change_duties.sql`).
 *
 * @param options.atomic one refused change refuses all
 * @returns one result per change, in their order
 */
export async function changeDuties(
  ctx: Pick<AssigningContext, 'db' | 'waker' | 'template_languages'> & WithActor,
  changes: readonly DutyChange[],
  options: { atomic?: boolean; dry_run?: boolean; traceparent: string | null },
): Promise<readonly ChangedDuty[]> {
  const { name: actor, ...identity } = ctx.actor
  const given = JSON.stringify(changes.map((change, place) => ({ ...change, place })))
  const publishing = async (db: Db): Promise<readonly Row[]> => {
    const { rows } = await sql<Row>`
      select c.place, c.outcome, c.conflicts, c.places, c.taken, c.told, (c.duty).*
      from change_duties(${given}::jsonb, ${options.atomic ?? true}, ${options.dry_run ?? false}, ${languagesJson(ctx.template_languages)}::jsonb,
        ${options.traceparent}, ${JSON.stringify({ actor, ...identity })}::jsonb) c`.execute(db)
    return rows
  }
  const changed = await withSpan('publish', { parent: options.traceparent }, () =>
    inOneStatement(ctx.db, publishing),
  )
  if (options.dry_run !== true) ctx.waker.wake('drain_outbox')
  return changed.map(({ place, outcome, conflicts, places, taken, told, ...duty }) => ({
    duty_assignment_id: changes[place]?.duty_assignment_id ?? '',
    outcome,
    conflicts: conflicts ?? [],
    places,
    taken,
    told,
    duty: duty.id === null ? null : duty,
  }))
}
