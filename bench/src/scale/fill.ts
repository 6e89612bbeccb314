import type { BenchDatabase } from '../postgres.ts'

export interface Filling {
  readonly count: number
  /** The number of the first volunteer. */
  readonly from: number
  readonly rows: 'waiting' | 'finished' | 'waiting, half of it held'
}

/** Every second message of 'half of it held' is of this template, which is held. */
const HELD_TEMPLATE = 'duty_allotment_confirmed'
/** Every fortieth of 'half of it held' is for this number. */
export const BUSY_NUMBER = '+919999999999'

const AT_ONCE = 50_000

/** Writes rows as they stand when the API, or the notifier, has written them; triggers and foreign keys are spared the work. */
export async function fill(database: BenchDatabase, { count, from, rows }: Filling): Promise<void> {
  const isHalfHeld = rows === 'waiting, half of it held'
  if (isHalfHeld) {
    await database.pool.query(
      `insert into templates select (jsonb_populate_record(null::templates, $1::jsonb)).*`,
      [JSON.stringify({ ...HOLD, name: HELD_TEMPLATE, updated_at: new Date() })],
    )
  }
  const { rows: columns } = await database.pool.query(IS_PRESENT_LAYOUT)
  const statement = statementFor(columns.length > 0)
  for (let done = 0; done < count; done += AT_ONCE) {
    const parameters = [from + done, Math.min(AT_ONCE, count - done), rows === 'finished', isHalfHeld]
    await write(database, statement, [...parameters, HELD_TEMPLATE, BUSY_NUMBER])
  }
}

const HOLD = { language: 'en', state: 'held', reason: 'paused by Meta' }

/** The deliveries of release 0.1.0 have no language, and each of their attempts has a row. */
const IS_PRESENT_LAYOUT = `
  select from information_schema.columns where table_name = 'deliveries' and column_name = 'language'`

async function write(
  { pool }: BenchDatabase,
  statement: string,
  parameters: readonly unknown[],
): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('set local session_replication_role = replica')
    await client.query(statement, [...parameters])
    await client.query('commit')
  } finally {
    client.release()
  }
}

const statementFor = (is_present: boolean): string => `
  with message as materialized (
    select n, uuidv7(age) as person, uuidv7(age) as event, uuidv7(age) as delivery, clock_timestamp() + age as at,
      case when $4 and n % 2 = 0 then $5 else 'registration_received' end as template,
      case when $4 and n % 40 = 1 then $6 else '+91' || 9000000000 + n end as recipient
    from generate_series($1::int, $1::int + $2::int - 1) n
    cross join (select case when $3 then interval '-30 days' else interval '0' end) a(age)
  ), people as (
    insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language, created_at, updated_at)
    select person, 'Ahmed Ali ' || n, 'ahmed ali ' || n, recipient, true, 'en', at, at from message
  ), events as (
    insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, created_at)
    select event, 'registration', person::text, template,
      jsonb_build_object('registration_id', person, 'language', 'en', 'parameters', jsonb_build_array('Ahmed Ali'),
        'duty_assignments', '[]'::jsonb),
      template || ':' || person, at
    from message
  ), tries as (
    insert into attempts (delivery_id, number, started_at, finished_at, outcome, http_status, provider_message_id, sent_at,
      delivered_at, read_at)
    select delivery, 1, at, at, 'accepted', 200, 'wamid.' || encode(recipient::bytea, 'base64'), at, at, at
    from message where $3${is_present ? ' and false' : ''}
  ), known as (
    insert into recipients (channel, address, reached_at) select 'whatsapp', recipient, at from message where $3
  )
  insert into deliveries (id, outbox_id, registration_id, channel, template, recipient, rank, expires_at, created_at,
    state, attempts, provider_message_id, sending_at, accepted_at, sent_at, delivered_at, read_at${is_present ? ', language' : ''})
  select delivery, event, person, 'whatsapp', template, recipient, at + interval '24 hours', at + interval '7 days', at,
    case when $3 then 'read' else 'pending' end, $3::int, case when $3 then 'wamid.' || encode(recipient::bytea, 'base64') end,
    told, told, told, told, told${is_present ? ", 'en'" : ''}
  from message cross join lateral (select case when $3 then at end) t(told)
  order by n`
