import type { ClientBase } from 'pg'
import { fillDatabase, type Size } from '../reads/fill-database.ts'

/** A season of one community. */
export const SEASON: Size = { deliveries: 30_000, people: 300, duties: 5_400 }

/** The evening before a night with some 180 duties; reminders have gone. */
export const EVENING = Temporal.Instant.from('2026-03-17T15:30:00Z')
export const TIME_ZONE = 'Asia/Kolkata'

/** A page of names that are all alike would compress too well. */
const NAMES = [
  [
    'Ahmed',
    'Fatima',
    'محمد',
    'عائشہ',
    'अब्दुल',
    'Yusuf',
    'Zainab',
    'Imran',
    'Rukhsana',
    'Ibrahim',
    'Khadija',
    'Tariq',
  ],
  [
    'Shaikh',
    'Qureshi',
    'یوسف خان',
    'रहमान',
    'Momin',
    'Farooqui',
    'Dalvi',
    'Ansari',
    'Memon',
    'Pathan',
    'Siddiqui',
  ],
] as const

export async function fillSeason(client: ClientBase): Promise<void> {
  await fillDatabase(client, SEASON)
  await client.query('set session_replication_role = replica') // the outbox refuses changes
  await client.query(
    `with named as (
       select id, a.name || ' ' || b.name || ' ' || n as name
       from (select id, row_number() over (order by id) as n from registrations) numbered
       join unnest($1::text[]) with ordinality a(name, place) on a.place = n % ${NAMES[0].length} + 1
       join unnest($2::text[]) with ordinality b(name, place) on b.place = n % ${NAMES[1].length} + 1
     )
     update registrations r set full_name = name, name_key = lower(name), search_words = search_words(lower(name), phone_number, email)
     from named where named.id = r.id and status = 'active'`,
    NAMES,
  )
  await client.query(
    `update outbox set payload = payload || jsonb_build_object('parameters', jsonb_build_array(full_name, '18 March 2026', 'Fajar Azaan'))
     from registrations r where r.id = (payload->>'registration_id')::uuid and type <> 'registration_received'`,
  )
  await client.query(
    `update outbox set payload = payload || jsonb_build_object('parameters', jsonb_build_array(full_name))
     from registrations r where r.id = (payload->>'registration_id')::uuid and type = 'registration_received'`,
  )
  await client.query('set session_replication_role = origin')
  await client.query('vacuum analyze registrations, outbox')
}
