import type { Db } from '@dutybell/shared/db/client'
import { Parse } from 'typebox/value'
import { listDeliveries } from '../../src/deliveries/list-deliveries.ts'
import { ListDeliveries } from '../../src/deliveries/schemas.ts'
import { listDutyAssignments } from '../../src/duty-assignments/list-duty-assignments.ts'
import { ListDutyAssignments } from '../../src/duty-assignments/schemas.ts'
import { listRegistrations } from '../../src/registrations/list-registrations.ts'
import { ListRegistrations } from '../../src/registrations/schemas.ts'

type Filter = Readonly<Record<string, string>>

/** A list as it is asked for over HTTP, page by page. */
export interface ListQuery {
  readonly list: string
  readonly filter: string
  readonly sort: string
  readonly where: Filter
  readonly read: (
    db: Db,
    cursor: string | undefined,
  ) => Promise<{ items: { id: string }[]; next_cursor: string | null }>
}

export const LIMIT = 50

/** Somebody in the middle of the season. */
export interface Someone {
  readonly registration_id: string
  readonly phone_number: string
  readonly duty_assignment_id: string
}

export function listQueries({ registration_id, phone_number, duty_assignment_id }: Someone): ListQuery[] {
  return [
    ...[
      {},
      { state: 'read' },
      { state: 'pending' },
      { state: 'sending' },
      { state: 'failed' },
      { state: 'held' },
      { state: 'in_doubt' },
      { channel: 'email' },
      { template: 'registration_received' },
      { template: 'duty_reminder_tomorrow' },
      { error_code: '503' },
      { error_code: '132001' },
      { error_code: 'none' },
      { state: 'held', channel: 'email' },
      { state: 'failed', template: 'duty_reminder_tomorrow' },
      { state: 'in_doubt', template: 'duty_reminder_tomorrow' },
      { channel: 'whatsapp', template: 'registration_received' },
      { state: 'failed', error_code: '131049' },
      { state: 'held', error_code: '131026' },
      { state: 'expired', channel: 'whatsapp', template: 'registration_received', error_code: '503' },
      { registration_id },
      { registration_id, state: 'failed' },
      { duty_assignment_id },
      { duty_assignment_id, channel: 'email' },
    ].flatMap((filter) => [deliveries(filter, '-created_at'), deliveries(filter, 'created_at')]),
    ...[
      {},
      { phone_number },
      { status: 'erased' },
      { status: 'active' },
      { phone_number, status: 'erased' },
    ].map(registrations),
    ...[
      {},
      { registration_id },
      { registration_id, status: 'cancelled' },
      { status: 'assigned' },
      { status: 'cancelled' },
      { duty_date: '2026-03-01' },
      { duty_date: '2026-03-01', status: 'cancelled' },
      { duty_date_from: '2026-03-01', duty_date_to: '2026-03-07' },
      { duty_date_from: '2026-03-01', status: 'cancelled' },
    ].flatMap((filter) => [dutyAssignments(filter, '-created_at'), dutyAssignments(filter, 'duty_date')]),
  ]
}

function deliveries(filter: Filter, sort: string): ListQuery {
  return {
    list: 'deliveries',
    filter: named(filter),
    sort,
    where: filter,
    read: (db, cursor) => listDeliveries({ db }, Parse(ListDeliveries, asked(filter, sort, cursor))),
  }
}

function registrations(filter: Filter): ListQuery {
  return {
    list: 'registrations',
    filter: named(filter),
    sort: '-created_at',
    where: filter,
    read: (db, cursor) =>
      listRegistrations(
        { db, default_country: 'IN' },
        Parse(ListRegistrations, asked(filter, '-created_at', cursor)),
      ),
  }
}

function dutyAssignments(filter: Filter, sort: string): ListQuery {
  return {
    list: 'duty assignments',
    filter: named(filter),
    sort,
    where: filter,
    read: (db, cursor) =>
      listDutyAssignments({ db }, Parse(ListDutyAssignments, asked(filter, sort, cursor))),
  }
}

function asked(filter: Filter, sort: string, cursor: string | undefined): object {
  return { ...filter, sort, limit: LIMIT, ...(cursor === undefined ? {} : { cursor }) }
}

/** Ids are left out: they are others in each database. */
function named(filter: Filter): string {
  const parts = Object.entries(filter).map(([name, value]) =>
    /^[0-9a-f]{8}-|^\+/.test(value) ? name : `${name}=${value}`,
  )
  return parts.join(' & ') || 'none'
}
