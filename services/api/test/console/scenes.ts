import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Api } from '../start-api.ts'

/** A message that came from a number. */
export async function wrote(
  api: Pick<Api, 'db'>,
  phone_number: string | null,
  message: { text: string | null; preference?: 'stop' | 'start'; effect?: string; user_id?: string },
): Promise<void> {
  const id = nextId()
  await api.db
    .insertInto('inbound_messages')
    .values({
      id,
      provider_message_id: `wamid.${id}`,
      phone_number,
      type: 'text',
      written_at: Temporal.Now.instant().toString(),
      ...message,
    })
    .execute()
}

let newest_ms = 0

/** A UUIDv7 after those before, also within a millisecond: lists are sorted by it. */
function nextId(): string {
  newest_ms = Math.max(Date.now(), newest_ms + 1)
  const time = newest_ms.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${randomBytes(6).toString('hex')}`
}

/** Meta refuses the first WhatsApp message of a person. */
export async function refuse(api: Pick<Api, 'db'>, registration_id: string): Promise<void> {
  await sql`
    with failed as (
      update deliveries set state = 'failed', failed_at = clock_timestamp(), attempts = 1, reason = 'recipient_error',
        last_error_code = '131026', last_error_text = 'Message undeliverable'
      where id = (select min(id::text)::uuid from deliveries where registration_id = ${registration_id}::uuid and channel = 'whatsapp')
      returning id
    )
    insert into attempts (delivery_id, number, started_at, finished_at, outcome, http_status, provider_code, provider_text)
    select id, 1, clock_timestamp(), clock_timestamp(), 'refused', 400, '131026', 'Message undeliverable' from failed`.execute(
    api.db,
  )
}

/** WhatsApp says that the number of a person changed. */
export async function reportNumber(
  api: Pick<Api, 'db'>,
  registration_id: string,
  new_address: string | null,
): Promise<void> {
  await sql`
    insert into number_changes (registration_id, address, new_address, at)
    select id, phone_number, ${new_address}, clock_timestamp() from registrations where id = ${registration_id}::uuid`.execute(
    api.db,
  )
}
