import { languagesJson } from '@dutybell/shared/templates/languages'
import { processReminders } from '@dutybell/shared/reminders/run-reminders'
import { ADMIN_SECRET, type Api, assignedId, dateIn, TIME_ZONE } from '../start-api.ts'

/** A transaction on a connection of its own, which the test holds open. */
export async function openTransaction(api: Api) {
  const client = await api.pool.connect()
  await client.query('begin')
  return {
    query: (text: string, values?: unknown[]) => client.query(text, values),
    async end(how: 'commit' | 'rollback' = 'commit'): Promise<void> {
      await client.query(how)
      client.release()
    },
  }
}

/** Stops every statement at its first event, with all its locks, until released. */
export async function holdPublishing(api: Api): Promise<{ release: () => Promise<void> }> {
  const holding = await openTransaction(api)
  await holding.query('lock table outbox in share mode')
  return { release: () => holding.end() }
}

/** Holds the row until released. */
export async function holdRow(
  api: Api,
  table: 'registrations' | 'duty_assignments' | 'deliveries',
  id: string,
): Promise<{ release: () => Promise<void> }> {
  const holding = await openTransaction(api)
  await holding.query(`select from ${table} where id = $1 for no key update`, [id])
  return { release: () => holding.end() }
}

let people = 0

/** A person without an address, whose sign-up is not told: only duties are. */
export async function addPerson(api: Api, person: object = {}): Promise<string> {
  people += 1
  const body = { full_name: `Volunteer ${people}`, phone_number: `+9198765${10_000 + people}`, ...person }
  const { status, json, text } = await api.register({ email: undefined, ...body })
  if (status !== 201) throw new Error(text)
  await api.pool.query(`update deliveries set state = 'read' where template = 'registration_received'`)
  return String(json['id'])
}

export function erase(api: Api, registration_id: string) {
  const headers = { authorization: `Bearer ${ADMIN_SECRET}` }
  return api.call({ method: 'DELETE', url: `/v1/registrations/${registration_id}`, headers })
}

/** A duty in ten days. */
export function assignDuty(api: Api, registration_id: string, duty: Record<string, string> = {}) {
  return assignedId(api, { registration_id, duty_date: dateIn(10), ...duty })
}

/** The messages, oldest first: `template: state: text`. */
export async function messagesOf(api: Api, registration_id: string | null = null): Promise<string[]> {
  const { rows } = await api.pool.query<{ message: string }>(
    `select concat_ws(', ', d.template, d.state, case when d.withdrawn then 'withdrawn' end, o.payload #>> '{parameters,2}',
       o.payload #>> '{parameters,4}') as message
     from deliveries d join outbox o on o.id = d.outbox_id where d.template <> 'registration_received'
       and coalesce(d.registration_id = $1, true) order by d.seq`,
    [registration_id],
  )
  return rows.map(({ message }) => message)
}

/** Claims on WhatsApp as a notifier does. Returns the ids of the deliveries. */
export async function claim(api: Api): Promise<string[]> {
  const { rows } = await api.pool.query<{ id: string }>(
    `select d.claimed ->> 'delivery_id' as id
     from claim_deliveries('whatsapp', 10, '60 s', '35 s', 10000) c, json_array_elements(c.deliveries) d(claimed)`,
  )
  return rows.map(({ id }) => id)
}

/** Records the outcome of the attempt in flight. */
export async function record(api: Api, delivery_id: string, outcome: 'accepted' | 'in_doubt' | 'unsent') {
  const verdict = outcome === 'unsent' ? 'retry' : outcome
  const result = { delivery_id, attempt: 1, outcome, verdict, counts_attempt: 0, delay_ms: 0 }
  await api.pool.query(`select record_attempts($1::jsonb, 4, '600 s')`, [JSON.stringify([result])])
}

export async function approveCorrections(api: Api): Promise<void> {
  await api.pool.query(
    `insert into meta_templates (name, language, status, read_at)
     values ('duty_changed', 'en', 'APPROVED', now()), ('duty_cancelled', 'en', 'APPROVED', now())`,
  )
}

/** The quarter-hourly sweep over what is owed about duties. */
export async function tellAll(api: Api): Promise<number> {
  const { rows } = await api.pool.query<{ n: number }>(`select tell_all_duties($1, $2) as n`, [
    dateIn(0),
    languagesJson(['en']),
  ])
  return rows[0]?.n ?? -1
}

/** The sweep of reminders, on the evening before the duties in ten days. */
export function remind(api: Api) {
  const evening = Temporal.PlainDate.from(dateIn(9)).toZonedDateTime({
    timeZone: TIME_ZONE,
    plainTime: '19:00',
  })
  return processReminders({
    db: api.db,
    time_zone: TIME_ZONE,
    reminder_time: '18:00',
    template_languages: ['en'],
    now: () => Promise.resolve(evening.toInstant()),
  })
}

/** Empties the tables. The corrections are approved. @returns the id of a person without duties */
export async function startOver(api: Api): Promise<string> {
  await api.pool.query('truncate registrations, outbox, deliveries, attempts, meta_templates cascade')
  await approveCorrections(api)
  return addPerson(api)
}

export function dutyCalls(api: Api) {
  return {
    cancel: (id: string) => api.admin.post(`/v1/duty-assignments/${id}/cancel`),
    move: (id: string, change: object) => api.admin.patch(`/v1/duty-assignments/${id}`, change),
    notify: () => api.admin.post('/v1/duty-assignments/notify', {}),
  }
}
