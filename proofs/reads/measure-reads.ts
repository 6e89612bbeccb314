import type { Db } from '@dutybell/shared/db/client'
import type { ClientBase, Pool } from 'pg'
import type { DetailQuery } from './detail-queries.ts'
import { explain, type Explained, watchQueries } from './explain.ts'
import { SEASON_DAYS } from './fill-database.ts'
import type { ListQuery, Someone } from './list-queries.ts'

export interface Measured extends Explained {
  readonly list: string
  readonly filter: string
  readonly sort: string
  readonly max_milliseconds?: number | undefined
}

/** Reads up to three pages of each list: the first, one of the middle and one of the end. */
export async function measureLists(pool: Pool, queries: readonly ListQuery[]): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const { list, filter, sort, read } of queries) {
    const readPage = async (cursor: string | undefined) => {
      const { answer, explained } = await measure(pool, (db) => read(db, cursor))
      measured.push({ list, filter, sort, ...explained })
      return answer.next_cursor
    }
    const cursor = await readPage(undefined)
    if (cursor === null) continue
    await readPage(await movedTo(pool, cursor, 0.5))
    await readPage(await movedTo(pool, cursor, sort.startsWith('-') ? 0.0001 : 0.9999))
  }
  return measured
}

export async function measureDetails(pool: Pool, queries: readonly DetailQuery[]): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const { name, read, max_milliseconds } of queries) {
    const { explained } = await measure(pool, read)
    measured.push({ list: name, filter: '', sort: '', max_milliseconds, ...explained })
  }
  return measured
}

/** The sum of all statements of a read. */
async function measure<Answer>(
  pool: Pool,
  read: (db: Db) => Promise<Answer>,
): Promise<{ answer: Answer; explained: Explained }> {
  const { db, asked } = watchQueries(pool)
  const answer = await read(db)
  const parts: Explained[] = []
  for (const statement of asked) parts.push(await explain(pool, statement))
  const sum = (name: 'rows_read' | 'buffers' | 'milliseconds') =>
    parts.reduce((total, part) => total + part[name], 0)
  const explained = {
    scans: [...new Set(parts.flatMap((part) => part.scans))],
    rows_read: sum('rows_read'),
    buffers: sum('buffers'),
    milliseconds: sum('milliseconds'),
  }
  return { answer, explained }
}

/** The cursor of a page that ends `part` of the way through the season. */
async function movedTo(pool: Pool, cursor: string, part: number): Promise<string> {
  const [mark = '', , date] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const { rows } = await pool.query<{ id: string; date: string }>(
    `select first_id_of(timestamptz '2026-02-01' + $1 * interval '${SEASON_DAYS} days') as id,
       (date '2026-02-18' + floor($1 * 30)::integer)::text as date`,
    [part],
  )
  const place = [mark, rows[0]?.id, ...(date === undefined ? [] : [rows[0]?.date])]
  return Buffer.from(place.join(' ')).toString('base64url')
}

export async function findSomeone(pool: Pool): Promise<Someone> {
  const { rows } = await pool.query<Someone>(
    `select r.id as registration_id, r.phone_number, a.id as duty_assignment_id, d.id as delivery_id
     from registrations r
     join duty_assignments a on a.registration_id = r.id
     join deliveries d on d.registration_id = r.id
     where r.id > first_id_of(timestamptz '2026-02-01' + interval '${SEASON_DAYS / 2} days')
     order by r.id, a.id, d.id limit 1`,
  )
  const [someone] = rows
  if (someone === undefined) throw new Error('The database is not filled.')
  return someone
}

const ANALYSED = ['registrations', 'duty_assignments', 'outbox', 'deliveries', 'audit_log']

/**
 * Gives the planner the statistics of the season's first minutes: a few people, none erased, all messages pending. They
 * come from a small copy, because the tables themselves have the statistics of their last autovacuum.
 */
export async function useEarlyStatistics(client: ClientBase): Promise<void> {
  for (const table of ANALYSED) {
    await client.query(`create table early (like ${table})`)
    await client.query(`insert into early select * from ${table} order by id desc limit 500`)
    if (table === 'deliveries')
      await client.query(`update early set state = 'pending', last_error_code = null`)
    await client.query('analyze early')
    await client.query('delete from pg_statistic where starelid = $1::regclass', [table])
    await client.query(`update pg_statistic set starelid = $1::regclass where starelid = 'early'::regclass`, [
      table,
    ])
    await client.query('drop table early')
  }
}
