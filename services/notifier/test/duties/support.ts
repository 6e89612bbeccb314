import { languagesJson } from '@dutybell/shared/templates/languages'
import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { endOfDay } from '@dutybell/shared/calendar/duty-day'
import { zoneWhereItIsNoon } from '@dutybell/testing/noon'
import type { DutyAllotment } from '@dutybell/shared/db/vocabulary'
import type { Bench } from '../fixture.ts'

export const TIME_ZONE = zoneWhereItIsNoon()
const AUDIT = JSON.stringify({ actor: 'test', api_key_id: null, request_id: 'test' })

let people = 0

/** Inserts an active registration with WhatsApp. */
export async function addPerson(
  { db }: Bench,
  person: { full_name?: string; email?: string; whatsapp_opt_in?: boolean } = {},
): Promise<{ readonly id: string; readonly phone_number: string }> {
  people += 1
  const id = randomUUIDv7()
  const phone_number = `+9198760${String(10_000 + people)}`
  await db
    .insertInto('registrations')
    .values({
      full_name: 'Ahmed Ali',
      whatsapp_opt_in: true,
      ...person,
      id,
      name_key: id,
      phone_number,
      language: 'en',
    })
    .execute()
  return { id, phone_number }
}

/** Assigns the duties in one call, as the API does: one message per person and date. Returns their ids. */
export async function assign(
  bench: Bench,
  ...duties: readonly {
    readonly registration_id: string
    readonly duty_date: string
    readonly duty_time?: string
    readonly allotment?: DutyAllotment
  }[]
): Promise<string[]> {
  const changes = duties.map(({ duty_time = 'Fajar Azaan', ...duty }) => ({
    ...duty,
    kind: 'create',
    duty_assignment_id: randomUUIDv7(),
    duty_time,
    duty_time_key: duty_time.toLowerCase(),
    day_ends_at: endOfDay(Temporal.PlainDate.from(duty.duty_date), TIME_ZONE).toString(),
  }))
  await change(bench, changes)
  return changes.map(({ duty_assignment_id }) => duty_assignment_id)
}

export async function cancel(bench: Bench, duty_assignment_id: string): Promise<void> {
  await change(bench, [{ kind: 'cancel', duty_assignment_id, ended_by: 'cancelled' }])
}

async function change({ db }: Bench, changes: readonly object[]): Promise<void> {
  const given = JSON.stringify(changes.map((each, place) => ({ ...each, place })))
  const { rows } = await sql<{ outcome: string | null }>`
    select outcome from change_duties(${given}::jsonb, true, false, ${languagesJson(['en'])}::jsonb, null, ${AUDIT}::jsonb)`.execute(
    db,
  )
  const refused = rows.find(({ outcome }) => outcome !== null)
  if (refused) throw new Error(`A change of duties was refused: ${refused.outcome}`)
}
