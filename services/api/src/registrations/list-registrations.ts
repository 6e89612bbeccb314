import type { Db } from '@dutybell/shared/db/client'
import { SHORT_NUMBER_DIGITS } from '@dutybell/shared/people/mask'
import { type RawBuilder, sql } from 'kysely'
import { type Page, paged, type PageRequest, readPageRequest, toPage } from '../http/page.ts'
import { rowsOf } from '../http/ranges.ts'
import type { WithView } from '../pii/personal-view.ts'
import { presentRegistration } from './present.ts'
import type { RegistrationRow } from './queries.ts'
import { readRegistrationFilter, type RegistrationFilter, type Search } from './read-search.ts'
import type { ListRegistrations, Registration } from './schemas.ts'

/** @throws {AppError} `invalid_input`; `missing_scope` for a filter by what the caller does not see */
export async function listRegistrations(
  ctx: WithView & { readonly db: Db; readonly default_country: string },
  query: ListRegistrations,
): Promise<Page<Registration>> {
  const sees_addresses = ctx.view.in_full
  const filter = readRegistrationFilter(query, { default_country: ctx.default_country, sees_addresses })
  const page = readPageRequest('registrations', query, filter)
  const rows = await findRegistrations(ctx.db, filter, page, sees_addresses)
  return toPage(rows, page, (row) => presentRegistration(row, ctx.view))
}

/** Reads only the rows that a page may need, or those that an index finds; `pnpm explain-reads` shows it. */
async function findRegistrations(
  db: Db,
  filter: RegistrationFilter,
  page: PageRequest,
  sees_addresses: boolean,
): Promise<RegistrationRow[]> {
  const { status, phone_number, email, search } = filter
  const conditions = [
    ...(status === undefined ? [] : [sql`status = ${status}`]),
    ...(search === undefined ? [] : matching(search, sees_addresses)),
  ]
  if (phone_number !== undefined || email !== undefined) {
    const few = [...ofAddress(filter), ...conditions]
    // A family at most; "offset 0" keeps the planner from walking the primary key for them.
    const family = sql<RegistrationRow>`(select * from registrations where ${sql.join(few, sql` and `)} offset 0)`
    return paged(db.selectFrom(family.as('registrations')).selectAll(), page).execute()
  }
  if (search === undefined) {
    const all = db.selectFrom('registrations').selectAll()
    return paged(status === undefined ? all : all.where('status', '=', status), page).execute()
  }
  const { rows } = await rowsOf<RegistrationRow>(page, 'registrations', idsOf(conditions, page)).execute(db)
  return rows
}

function ofAddress({ phone_number, email }: RegistrationFilter): RawBuilder<unknown>[] {
  return [
    ...(phone_number === undefined ? [] : [sql`phone_number = ${phone_number}`]),
    ...(email === undefined ? [] : [sql`lower(email collate "C") = ${email}`]),
  ]
}

/** Of a short number fewer digits are shown, so without `pii` it is not found by them. */
function matching({ names, endings, parts }: Search, sees_addresses: boolean): RawBuilder<unknown>[] {
  const query = sql`search_words @@ search_query(${names}, ${[...endings]}::text[], ${[...parts]}::text[])`
  if (endings.length === 0 || sees_addresses) return [query]
  return [query, sql`char_length(phone_number) > ${SHORT_NUMBER_DIGITS + 1}`]
}

const NEIGHBOURS = 5_000 // read within a few milliseconds

/**
 * Where the next people in the order of the page fill it, as for the first letter of a name, or are the last, they are enough. Else few
 * fit, and the index of words finds them. "limit" and "offset 0" keep the planner from other ways.
 */
function idsOf(conditions: readonly RawBuilder<unknown>[], page: PageRequest): RawBuilder<unknown> {
  const fits = sql.join(conditions, sql` and `)
  const [beyond, direction] = page.sort.startsWith('-') ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`]
  const after = page.after === undefined ? sql`true` : sql`id ${beyond} ${page.after.id}::uuid`
  return sql`
    with next as materialized (
      select id, ${fits} as fits from registrations where ${after} order by id ${direction} limit ${NEIGHBOURS}
    ), enough as materialized (
      select count(*) filter (where fits) > ${page.limit} or count(*) < ${NEIGHBOURS} as is_so from next
    )
    select id from next where fits and (select is_so from enough)
    union all
    select id from (select id from registrations where ${fits} offset 0) few where not (select is_so from enough) and ${after}`
}
