import type { Db } from '@dutybell/shared/db/client'
import { Parse } from 'typebox/value'
import { listAuditLog } from '@dutybell/api/audit/list-audit-log'
import { ListAuditLog } from '@dutybell/api/audit/schemas'
import { listDeliveries } from '@dutybell/api/deliveries/list-deliveries'
import { ListDeliveries } from '@dutybell/api/deliveries/schemas'
import { listDutyAssignments } from '@dutybell/api/duty-assignments/list-duty-assignments'
import { ListDutyAssignments } from '@dutybell/api/duty-assignments/schemas'
import { AS_GIVEN, MASKED } from '@dutybell/api/pii/personal-view'
import { listRegistrations } from '@dutybell/api/registrations/list-registrations'
import { ListRegistrations } from '@dutybell/api/registrations/schemas'

type Filter = Readonly<Record<string, string | readonly string[]>>

interface Page {
  readonly items: readonly { readonly id: string }[]
  readonly next_cursor: string | null
}

interface List {
  readonly list: string
  readonly sorts: readonly string[]
  readonly filters: readonly Filter[]
  readonly read: (db: Db, query: object) => Promise<Page>
}

/** A list with its HTTP query, read page by page. */
export interface ListQuery {
  readonly list: string
  readonly filter: string
  readonly sort: string
  readonly where: Filter
  readonly read: (db: Db, cursor: string | undefined) => Promise<Page>
}

export const LIMIT = 50

/** A person from the middle of the season. */
export interface Someone {
  readonly registration_id: string
  readonly phone_number: string
  readonly duty_assignment_id: string
  readonly delivery_id: string
}

export function listQueries(someone: Someone): ListQuery[] {
  return listsOf(someone).flatMap(({ list, sorts, filters, read }) =>
    filters.flatMap((where) =>
      sorts.map((sort) => ({
        list,
        filter: nameOf(where),
        sort,
        where,
        read: (db: Db, cursor: string | undefined) =>
          read(db, { ...where, sort, limit: LIMIT, ...(cursor === undefined ? {} : { cursor }) }),
      })),
    ),
  )
}

function listsOf({ registration_id, phone_number, duty_assignment_id }: Someone): List[] {
  return [
    {
      list: 'deliveries',
      sorts: ['-created_at', 'created_at'],
      filters: [
        {},
        { state: ['read'] },
        { state: ['pending'] },
        { state: ['sending'] },
        { state: ['failed'] },
        { state: ['held'] },
        { state: ['in_doubt'] },
        { channel: 'email' },
        { template: 'registration_received' },
        { template: 'duty_reminder_tomorrow' },
        { state: ['failed', 'expired'] },
        { state: ['accepted', 'pending'], channel: 'email' },
        { reason: 'duty_changed' },
        { reason: 'template', state: ['held'] },
        { duty_date: '2026-03-28' },
        { created_from: '2026-02-20T00:00:00Z', created_to: '2026-02-27T00:00:00Z' },
        { created_from: '2026-02-20T00:00:00Z', state: ['failed'] },
        { created_to: '2026-03-20T00:00:00Z', state: ['pending'] },
        { error_code: '503' },
        { error_code: '132001' },
        { error_code: 'none' },
        { state: ['held'], channel: 'email' },
        { state: ['failed'], template: 'duty_reminder_tomorrow' },
        { state: ['in_doubt'], template: 'duty_reminder_tomorrow' },
        { channel: 'whatsapp', template: 'registration_received' },
        { state: ['failed'], error_code: '131049' },
        { state: ['held'], error_code: '131026' },
        { state: ['expired'], channel: 'whatsapp', template: 'registration_received', error_code: '503' },
        { registration_id },
        { registration_id, state: ['failed'] },
        { duty_assignment_id },
        { duty_assignment_id, channel: 'email' },
        { duty_assignment_id, registration_id },
      ],
      read: (db, query) =>
        listDeliveries({ db, view: MASKED, template_languages: ['en'] }, Parse(ListDeliveries, query)),
    },
    {
      list: 'registrations',
      sorts: ['-created_at', 'created_at'],
      filters: [
        {},
        { phone_number },
        { status: 'erased' },
        { status: 'active' },
        { phone_number, status: 'erased' },
        { search: 'person' },
        { search: 'early' },
        { search: 'zahir per' },
        { search: 'nobody' },
        { search: '1234' },
        { search: 'person 1234' },
        { search: '@example.org' },
        { search: '77@example' },
        { email: 'person.7777@example.org' },
      ],
      read: (db, query) =>
        listRegistrations({ db, view: AS_GIVEN, default_country: 'IN' }, Parse(ListRegistrations, query)),
    },
    {
      list: 'duty assignments',
      sorts: ['-created_at', 'duty_date'],
      filters: [
        {},
        { registration_id },
        { registration_id, status: 'cancelled' },
        { status: 'assigned' },
        { status: 'cancelled' },
        { duty_date: '2026-03-01' },
        { duty_date: '2026-03-01', status: 'cancelled' },
        { duty_date_from: '2026-03-01', duty_date_to: '2026-03-07' },
        { duty_date_from: '2026-03-01', status: 'cancelled' },
        { duty_time: 'Zohr Azaan' },
        { duty_time: 'Zohr Azaan', status: 'cancelled' },
        { duty_time: 'Zohr Azaan', duty_date: '2026-03-01' },
        { duty_time: 'Zohr Azaan', allotment: 'waiting' },
        { duty_time: 'Zohr Azaan', allotment: 'told_elsewhere', status: 'cancelled' },
        { allotment: 'published' },
        { allotment: 'waiting' },
        { allotment: 'told_elsewhere' },
        { allotment: 'published', duty_date_from: '2026-03-01' },
        { allotment: 'told_elsewhere', status: 'cancelled' },
        { registration_id, duty_time: 'Zohr Azaan', allotment: 'published' },
      ],
      read: (db, query) => listDutyAssignments({ db, view: MASKED }, Parse(ListDutyAssignments, query)),
    },
    {
      list: 'audit log',
      sorts: ['-created_at', 'created_at'],
      filters: [
        {},
        { actor: 'console' },
        { actor: 'helper' },
        { action: 'channel.paused' },
        { action: 'api_key.revoked' },
        { actor: 'helper', action: 'channel.paused' },
        { actor: 'console', subject_type: 'delivery' },
        { subject_type: 'registration' },
        { subject_type: 'channel', subject_id: 'whatsapp' },
        { subject_id: '4001' },
        { request_id: 'request 4001' },
        { from: '2026-02-20T00:00:00Z', to: '2026-02-27T00:00:00Z' },
        { action: 'registration.changed', from: '2026-02-20T00:00:00Z', to: '2026-02-27T00:00:00Z' },
      ],
      read: (db, query) => listAuditLog({ db }, Parse(ListAuditLog, query)),
    },
  ]
}

/** Without ids, which differ in each database. */
function nameOf(filter: Filter): string {
  const parts = Object.entries(filter).map(([name, value]) =>
    /^[0-9a-f]{8}-|^\+/.test(String(value)) ? name : `${name}=${String(value)}`,
  )
  return parts.join(' & ') || 'none'
}
