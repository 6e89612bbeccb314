import { type Api, assignedId, registeredId } from '../start-api.ts'

/** The id of the document's examples. */
export const EXAMPLE_ID = '01890a5d-ac96-774b-bcce-b302099a8057'

/** What the examples speak of: a person, a duty and a delivery with their id, at the version of their ETag. */
export async function setExampleScene(api: Api): Promise<void> {
  await api.pool.query(
    'truncate registrations, outbox, deliveries, attempts, templates, idempotency_keys cascade',
  )
  const person = { full_name: 'Fatima Ali', phone_number: '+91 98765 43211', email: null }
  const registration_id = await registeredId(api, person)
  const assignment_id = await assignedId(api, { registration_id })
  const client = await api.pool.connect()
  try {
    await client.query('begin')
    await client.query('set local session_replication_role = replica') // what refers to them is changed as well
    await client.query('update registrations set id = $1, version = 3', [EXAMPLE_ID])
    await client.query('update duty_assignments set id = $1, registration_id = $1, version = 3', [EXAMPLE_ID])
    await client.query(`update deliveries set registration_id = $1`, [EXAMPLE_ID])
    await client.query(
      `update deliveries set id = $1, state = 'failed' where template = 'registration_received'`,
      [EXAMPLE_ID],
    )
    await client.query(
      'update outbox_duty_assignments set duty_assignment_id = $1 where duty_assignment_id = $2',
      [EXAMPLE_ID, assignment_id],
    )
    await client.query(
      'insert into number_changes (registration_id, address, at, decided_at) select id, phone_number, now(), now() from registrations',
    )
    await client.query(`select hold_template('duty_reminder_tomorrow', 'paused')`)
    await client.query('commit')
  } finally {
    client.release()
  }
}
