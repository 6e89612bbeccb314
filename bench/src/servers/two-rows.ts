import { randomUUIDv7 } from 'node:crypto'
import type { CreateRegistration, Registration } from '@dutybell/api/registrations/schemas'
import type { Pool } from 'pg'
import type { BenchDatabase } from '../postgres.ts'

/** What the simplest outbox needs: a key for each row, and a unique constraint against repeated rows. */
const TABLES = `
  create table bare_registrations (
    id uuid primary key,
    full_name text not null,
    name_key text not null,
    phone_number text not null,
    email text,
    whatsapp_opt_in boolean not null,
    language text not null,
    version integer not null default 1,
    created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp(),
    unique (phone_number, name_key)
  );
  create table bare_outbox (
    id uuid primary key,
    aggregatetype text not null,
    aggregateid text not null,
    type text not null,
    payload jsonb not null,
    dedupe_key text not null unique,
    created_at timestamptz not null default clock_timestamp()
  )`

const INSERT = `
  with event as (
    insert into bare_outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key)
    values ($8, 'registration', $1::uuid::text, 'registration_received', $9, 'registration_received:' || $1)
  )
  insert into bare_registrations (id, full_name, name_key, phone_number, email, whatsapp_opt_in, language)
  values ($1, $2, $3, $4, $5, $6, $7)
  returning *, 'active' as status`

export async function createTwoTables({ pool }: Pick<BenchDatabase, 'pool'>): Promise<void> {
  await pool.query(TABLES)
}

/** Inserts a registration and an outbox row, and does nothing else. */
export async function insertTwoRows(
  pool: Pool,
  { full_name, phone_number, email = null, whatsapp_opt_in, language = 'en' }: CreateRegistration,
): Promise<Registration | undefined> {
  const id = randomUUIDv7()
  const payload = { registration_id: id, language, parameters: [full_name], duty_assignments: [] }
  const name_key = full_name.toLowerCase()
  const person = [id, full_name, name_key, phone_number, email, whatsapp_opt_in, language]
  const { rows } = await pool.query<Registration>({
    name: 'insert-two-rows',
    text: INSERT,
    values: [...person, randomUUIDv7(), JSON.stringify(payload)],
  })
  return rows[0]
}
