import { type Api, assignedId, dateIn, registeredId } from '../start-api.ts'

/** The id of the document's examples. */
export const EXAMPLE_ID = '01890a5d-ac96-774b-bcce-b302099a8057'

/** Of another person and another duty. */
const OTHER_ID = '01890a5d-ac96-774b-bcce-b302099a8058'

/** What the examples speak of: a person, a duty and a delivery with their id, at the version of their ETag. */
export async function setExampleScene(api: Api): Promise<void> {
  await api.pool.query(
    'truncate registrations, duty_times, outbox, deliveries, attempts, templates, idempotency_keys cascade',
  )
  const person = { full_name: 'Fatima Ali', phone_number: '+91 98765 43211', email: null }
  const registration_id = await registeredId(api, person)
  const assignment_id = await assignedId(api, { registration_id })
  const other_registration_id = await registeredId(api, { full_name: 'Zainab Ali' })
  const duty = { registration_id: other_registration_id, duty_date: dateIn(12) }
  const other_assignment_id = await assignedId(api, duty)
  await api.pool.query(
    `insert into duty_times (id, name, key, position, version) values ($1, 'Tahajjud', 'tahajjud', 1, 3)`,
    [EXAMPLE_ID],
  )
  const client = await api.pool.connect()
  try {
    await client.query('begin')
    await client.query('set local session_replication_role = replica') // what refers to them is changed as well
    for (const [id, person, assignment] of [
      [EXAMPLE_ID, registration_id, assignment_id],
      [OTHER_ID, other_registration_id, other_assignment_id],
    ]) {
      await client.query('update registrations set id = $1, version = 3 where id = $2', [id, person])
      await client.query(
        'update duty_assignments set id = $1, registration_id = $1, version = 3 where id = $2',
        [id, assignment],
      )
      await client.query(
        'update duty_assignment_versions set duty_assignment_id = $1, registration_id = $1, version = 3 where duty_assignment_id = $2',
        [id, assignment],
      )
      await client.query(`update deliveries set registration_id = $1 where registration_id = $2`, [
        id,
        person,
      ])
      await client.query(
        'update outbox_duty_assignments set duty_assignment_id = $1 where duty_assignment_id = $2',
        [id, assignment],
      )
    }
    await client.query(
      `update deliveries set id = $1, state = 'failed' where template = 'registration_received' and registration_id = $1 and channel = 'whatsapp'`,
      [EXAMPLE_ID],
    )
    await client.query(
      'insert into number_changes (registration_id, address, at, decided_at) select id, phone_number, now(), now() from registrations',
    )
    await client.query(`select hold_template('duty_reminder_tomorrow', 'en', 'paused')`)
    await client.query('commit')
  } finally {
    client.release()
  }
}
