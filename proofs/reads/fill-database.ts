import type { ClientBase } from 'pg'

const DELIVERIES_PER_PERSON = 6

/** Rows of the tables that the others follow. */
export interface Size {
  readonly deliveries: number
  readonly people: number
  readonly duties: number
}

/** A large community: each person has one duty. */
export function sizeFor(deliveries: number): Size {
  const people = Math.ceil(deliveries / DELIVERIES_PER_PERSON)
  return { deliveries, people, duties: people }
}

/** A day after the season, with fewer duties than the season's days have. */
export const BOARD_DATE = '2026-03-28'
export const DUTIES_OF_BOARD = 500
const DUTIES_MOVED_FROM_BOARD = 100 // after they were told

/** Seven weeks of a season; each kind of message has its part of it. */
export const SEASON_DAYS = 49

/**
 * Fills an empty database with the rows of a season: registrations, then allotments, then reminders; most messages were
 * read. Rare rows are adjacent, far from both ends of a scan: held and in-doubt deliveries among the oldest, and two error
 * codes within one hour.
 */
export async function fillDatabase(client: ClientBase, size: Size): Promise<void> {
  await client.query(`set session_replication_role = replica`) // generated rows need no foreign key checks
  await client.query(`set statement_timeout = 0`)
  for (const [table, statements] of Object.entries(fillings(size))) {
    await withoutIndexes(client, table, async () => {
      for (const statement of statements) await client.query(statement)
    })
  }
  await client.query(`set session_replication_role = origin`)
  await client.query('vacuum analyze')
}

/** Building an index afterwards takes a tenth of the time of a million single insertions. */
async function withoutIndexes(client: ClientBase, table: string, fill: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index where indrelid = $1::regclass
       and not exists (select from pg_constraint where conindid = indexrelid)`,
    [table],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  await fill()
  for (const { definition } of rows) await client.query(definition)
}

function fillings({ deliveries, people, duties }: Size): Record<string, string[]> {
  return {
    registrations: [
      `insert into registrations (id, full_name, name_key, phone_number, email, whatsapp_opt_in, language, status, created_at, updated_at,
         search_words)
       select ${id('n', people)}, name, lower(name), '+9190' || lpad((n / 3)::text, 8, '0'), 'person.' || n || '@example.org', true, 'en',
         case when is_erased then 'erased' else 'active' end, ${at('n', people)}, ${at('n', people)},
         case when is_erased then '' else search_words(lower(name), '+9190' || lpad((n / 3)::text, 8, '0'), 'person.' || n || '@example.org') end
       from generate_series(1, ${people}) n
       cross join lateral (select n < ${people / 100} as is_erased,
         'Person ' || case when n % 4999 = 0 then 'Zahir ' when n < ${people / 10} then 'Early ' else '' end || n as name) named`,
    ],
    duty_assignments: [
      `insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key, status, allotment, version,
         allotted_at, created_at, updated_at)
       select ${id('n', duties)}, ${id(`(n::bigint * 7919) % ${people} + 1`, people)},
         case when ${isOnBoard({ people, duties })} then date '${BOARD_DATE}' else date '2026-02-18' + ((n::bigint * 31 + n / ${people}) % 30)::integer end,
         (array['Fajar Azaan', 'Zohr Azaan', 'Isha Azaan'])[n % 3 + 1],
         (array['fajar azaan', 'zohr azaan', 'isha azaan'])[n % 3 + 1],
         case when n < ${duties / 100} then 'cancelled' else 'assigned' end,
         case when n > ${duties * 0.7} then 'told_elsewhere' when n > ${duties * 0.69} then 'waiting' else 'published' end,
         case when ${wasOnBoard({ people, duties })} then 2 else 1 end, ${at('n', duties)}, ${at('n', duties)}, ${at('n', duties)}
       from generate_series(1, ${duties}) n`,
    ],
    duty_assignment_versions: [
      `insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key, status,
         day_ends_at, began_at)
       select id, version, registration_id, duty_date, duty_time, duty_time_key, status, duty_date + 1, created_at from duty_assignments`,
      `insert into duty_assignment_versions (duty_assignment_id, version, registration_id, duty_date, duty_time, duty_time_key, status,
         day_ends_at, began_at, ended_at, ended_by)
       select id, 1, registration_id, '${BOARD_DATE}', duty_time, duty_time_key, 'assigned', date '${BOARD_DATE}' + 1, created_at,
         created_at, 'moved'
       from duty_assignments where version = 2`,
    ],
    duty_times: [
      `insert into duty_times (id, name, key, places, position)
       select gen_random_uuid(), name, lower(name), 10, position
       from unnest(array['Fajar Azaan', 'Zohr Azaan', 'Isha Azaan']) with ordinality label(name, position)`,
    ],
    outbox: [
      `insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key, created_at)
       select ${id('n', deliveries)}, 'registration', n::text, ${template(deliveries)},
         jsonb_build_object('registration_id', ${id(`(n::bigint / 2) % ${people} + 1`, people)}, 'parameters', '["Person"]'::jsonb),
         'filled:' || n, ${at('n', deliveries)}
       from generate_series(2, ${deliveries}, 2) n`,
    ],
    outbox_duty_assignments: [
      `insert into outbox_duty_assignments (outbox_id, duty_assignment_id, version)
       select ${id('n', deliveries)}, ${id(`(n::bigint / 2) % ${duties} + 1`, duties)}, 1
       from generate_series(2, ${deliveries}, 2) n where ${template(deliveries)} <> 'registration_received'`,
    ],
    deliveries: [
      `insert into deliveries (id, outbox_id, registration_id, channel, template, recipient, state, reason, attempts, rank,
         expires_at, last_error_code, last_error_text, created_at, sending_at, accepted_at, provider_message_id)
       select ${id('n', deliveries)}, ${id('n + n % 2', deliveries)}, ${id(`(n::bigint + n % 2) / 2 % ${people} + 1`, people)},
         case n % 2 when 0 then 'whatsapp' else 'email' end, ${template(deliveries)},
         case n % 2 when 0 then '+9190' || lpad((n / 2 % ${people})::text, 8, '0') else 'person.' || n / 2 % ${people} || '@example.org' end,
         state, case state when 'held' then 'template' when 'cancelled' then 'duty_changed' end, 1, ${at('n', deliveries)},
         ${at('n', deliveries)} + interval '7 days', code, case when code is not null then 'Something was wrong' end,
         ${at('n', deliveries)}, ${at('n', deliveries)},
         case when state in ('accepted', 'sent', 'delivered', 'read') then ${at('n', deliveries)} end,
         case when state in ('accepted', 'sent', 'delivered', 'read') then 'wamid.' || n end
       from (
         select n, case
             when n > ${deliveries} - 20 then 'sending'
             when n > ${deliveries * 0.98} then 'pending'
             when n < ${deliveries / 100} and h < 400 then 'held'
             when n < ${deliveries / 100} and h < 500 then 'in_doubt'
             when h < 200 then 'failed'
             when h < 300 then 'expired'
             when h < 500 then 'cancelled'
             when n % 2 = 1 or h < 1000 then 'accepted'
             when h < 2000 then 'sent'
             when h < 5000 then 'delivered'
             else 'read'
           end as state,
           case
             when n < ${deliveries / 100} and h < 500 then '132001'
             when h < 150 then '131026'
             when h < 200 then '131049'
             when n between ${deliveries * 0.4} and ${deliveries * 0.45} then '503'
           end as code
         from (select n, (n::bigint * 7919 % 10007) as h from generate_series(1, ${deliveries}) n) hashed
       ) drawn`,
    ],
    attempts: [
      `insert into attempts (delivery_id, number, started_at, finished_at, outcome, provider_message_id)
       select id, 1, created_at, created_at, 'accepted', 'wamid.' || id from deliveries
       where queue_state <> 'done'`,
    ],
    retries: [
      `insert into retries (delivery_id, requested_by, confirm_duplicate, was_state)
       select id, 'console', false, 'failed' from deliveries where state = 'failed'`,
    ],
    recipients: [
      `insert into recipients (channel, address, reached_at)
       select distinct 'whatsapp', phone_number, timestamptz '2026-03-20' from registrations`,
    ],
    inbound_messages: [
      `insert into inbound_messages (id, provider_message_id, phone_number, type, text, written_at, mailed_at)
       select ${id('n', people)}, n::text, '+9190' || lpad((n / 3)::text, 8, '0'), 'text', 'Thank you', ${at('n', people)}, ${at('n', people)}
       from generate_series(1, ${people}, 10) n`,
    ],
    audit_log: [
      `insert into audit_log (id, at, actor, action, subject_type, subject_id, request_id)
       select ${id('n', people)}, ${at('n', people)}, case when n < ${people / 100} then 'helper' else 'console' end,
         case when n % 500 = 0 then 'channel.paused' when n % 10 = 0 then 'registration.changed' else 'personal_data.revealed' end,
         case when n % 500 = 0 then 'channel' when n % 10 = 0 then 'registration' else (array['registration', 'delivery'])[n % 2 + 1] end,
         case when n % 500 = 0 then 'whatsapp' else n::text end, 'request ' || n
       from generate_series(1, ${people}) n`,
    ],
  }
}

/** Of the middle of the season, so that these duties have allotments and reminders; a person has one of them. */
function isOnBoard({ people, duties }: Omit<Size, 'deliveries'>): string {
  const first = Math.ceil(duties / 2)
  return `n between ${first} and ${first + Math.min(DUTIES_OF_BOARD, people) - 1}`
}

function wasOnBoard({ people, duties }: Omit<Size, 'deliveries'>): string {
  const first = Math.ceil(duties / 2) + Math.min(DUTIES_OF_BOARD, people)
  return `n between ${first} and ${first + DUTIES_MOVED_FROM_BOARD - 1}`
}

function id(n: string, all: number): string {
  return `first_id_of(${at(`(${n})`, all)})`
}

function at(n: string, all: number): string {
  return `timestamptz '2026-02-01' + ${n} * (interval '${SEASON_DAYS} days' / ${all})`
}

/** Registrations are in the first third of the season, allotments in the second, reminders in the third. */
function template(deliveries: number): string {
  return `case when n < ${deliveries * 0.3} then 'registration_received'
    when n < ${deliveries * 0.6} then 'duty_allotment_confirmed' else 'duty_reminder_tomorrow' end`
}
