import type { Tx } from '@dutybell/shared/db/client'
import { parsePhoneNumber } from '@dutybell/shared/people/phone-number'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { RegistrationRow } from '../registrations/queries.ts'
import { type Address, exclusiveAddresses } from './addresses.ts'

interface Erased {
  readonly person: RegistrationRow
  readonly addresses: readonly Address[]
  readonly default_country: string
}

interface Job {
  readonly id: string
  readonly payload: unknown
}

/** Operators' jobs that would send, or failed to send, to the person. A running one finds nothing to send. */
export async function deleteJobs(tx: Tx, erased: Erased): Promise<void> {
  const { rows: installed } = await sql<{ is: boolean }>`
    select to_regclass('graphile_worker._private_jobs') is not null as is`.execute(tx)
  if (installed[0]?.is !== true) return
  const { rows: jobs } = await sql<Job>`
    select j.id::text, j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'send_template'`.execute(tx)
  const theirs = jobs.filter((job) => concerns(job, erased)).map(({ id }) => id)
  if (theirs.length === 0) return
  await sql`delete from graphile_worker._private_jobs where id = any (${theirs}::bigint[])`.execute(tx)
}

const Addressed = Type.Object({ phone_number: Type.String() })

function concerns({ payload }: Job, { person, addresses, default_country }: Erased): boolean {
  const text = JSON.stringify(payload)
  const own = exclusiveAddresses(addresses, 'whatsapp')
  if (own.some(({ address }) => text.includes(address.slice(1)))) return true // also in a payload that does not parse
  if (!Value.Check(Addressed, payload)) return false
  const typed = parsePhoneNumber(payload.phone_number, default_country)
  const number = addresses.find(({ address }) => typed.ok && address === typed.phone_number)
  if (number === undefined) return false
  return !number.is_shared || text.includes(JSON.stringify(person.full_name))
}
