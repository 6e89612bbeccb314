import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { RegisteredRow } from '../registrations/insert-registrations.ts'
import { findRegistered, type Identity, knownAs } from '../registrations/queries.ts'

/** The registrations of these people, by {@link knownAs}. */
export async function findKnownPeople(
  db: Db,
  people: readonly Identity[],
): Promise<Map<string, RegisteredRow>> {
  const numbered = people.filter(({ phone_number }) => phone_number !== null)
  const { rows } = await sql<RegisteredRow>`
    select r.*
    from unnest(${numbered.map(({ phone_number }) => phone_number)}::text[], ${numbered.map(({ name_key }) => name_key)}::text[])
      p(phone_number, name_key)
    join registrations r on r.phone_number = p.phone_number and r.name_key = p.name_key`.execute(db)
  const known = new Map(rows.map((row) => [knownAs(row), row]))
  for (const person of people.filter(({ phone_number }) => phone_number === null)) {
    const found = await findRegistered(db, person)
    if (found !== undefined) known.set(knownAs(person), found)
  }
  return known
}
