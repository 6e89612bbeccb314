import type { Db } from '@dutybell/shared/db/client'
import fc from 'fast-check'
import { NUMBERS, type World } from './world.ts'

/** Mostly the first: where much meets, much can go wrong. */
export const anyone: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.nat(NUMBERS.length - 1) },
)

/** The n-th person as the API would find them; undefined once erased. */
export async function findPerson(world: World, db: Db, n: number) {
  const id = world.people[n]
  if (id === undefined) return undefined
  return db
    .selectFrom('registrations')
    .select(['id', 'phone_number', 'whatsapp_opt_in'])
    .where('id', '=', id)
    .where('status', '=', 'active')
    .executeTakeFirst()
}
