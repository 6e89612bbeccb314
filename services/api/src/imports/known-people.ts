import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'
import type { RegisteredRow } from '../registrations/insert-registrations.ts'
import { findRegistered } from '../registrations/queries.ts'
import type { Person } from '../registrations/read-person.ts'

type Identity = Pick<Person, 'phone_number' | 'email' | 'name_key'>

/** What two rows of one person share: the number and the name, or without a number the address and the name. */
export function knownAs({ phone_number, email, name_key }: Identity): string {
  return `${phone_number ?? email?.toLowerCase() ?? ''} ${name_key}`
}

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
