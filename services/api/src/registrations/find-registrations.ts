import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import { paged, type PageRequest } from '../http/page.ts'
import type { RegistrationRow } from './queries.ts'

interface Filter {
  readonly phone_number: string | undefined
  readonly status: RegistrationRow['status'] | undefined
}

/** Reads only the rows that a page may need, for every filter; `pnpm explain-reads` shows it. */
export async function findRegistrations(
  db: Db,
  { phone_number, status }: Filter,
  page: PageRequest,
): Promise<RegistrationRow[]> {
  if (phone_number !== undefined) {
    // A family at most; "offset 0" keeps the planner from walking the primary key for them.
    const family = sql<RegistrationRow>`(select * from registrations where phone_number = ${phone_number} offset 0)`
    let query = db.selectFrom(family.as('registrations')).selectAll()
    if (status !== undefined) query = query.where('status', '=', status)
    return paged(query, page).execute()
  }
  let query = db.selectFrom('registrations').selectAll()
  if (status !== undefined) query = query.where('status', '=', status)
  return paged(query, page).execute()
}
