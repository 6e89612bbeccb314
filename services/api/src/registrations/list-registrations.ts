import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import { parseCallableNumber } from '@dutybell/shared/people/phone-number'
import { throwIfInvalid } from '../http/faults.ts'
import { type Page, readPageRequest, toPage, paged, type PageRequest } from '../http/page.ts'
import type { WithView } from '../pii/personal-view.ts'
import { presentRegistration } from './present.ts'
import type { RegistrationRow } from './queries.ts'
import type { ListRegistrations, Registration } from './schemas.ts'

/** @throws {AppError} `invalid_input` for a cursor or a phone number that cannot be */
export async function listRegistrations(
  ctx: WithView & { readonly db: Db; readonly default_country: string },
  query: ListRegistrations,
): Promise<Page<Registration>> {
  const phone_number = readPhoneNumber(query.phone_number, ctx.default_country)
  const filter = { phone_number, status: query.status }
  const page = readPageRequest('registrations', query, filter)
  const rows = await findRegistrations(ctx.db, filter, page)
  return toPage(rows, page, (row) => presentRegistration(row, ctx.view))
}

/** In a query string a plus sign is a blank, so a number of another country may come without it. */
function readPhoneNumber(typed: string | undefined, default_country: string): string | undefined {
  if (typed === undefined) return undefined
  const parsed = parseCallableNumber(typed, default_country)
  if (parsed.ok) return parsed.phone_number
  if (parsed.code === 'country_code_missing') {
    const abroad = parseCallableNumber(`+${typed.trim()}`, default_country)
    if (abroad.ok) return abroad.phone_number
  }
  throwIfInvalid([{ pointer: '/phone_number', detail: parsed.fault, code: parsed.code }])
  return undefined
}

interface Filter {
  readonly phone_number: string | undefined
  readonly status: RegistrationRow['status'] | undefined
}

/** Reads only the rows that a page may need, for every filter; `pnpm explain-reads` shows it. */
async function findRegistrations(
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
