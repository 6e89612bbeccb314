import type { Pool } from 'pg'
import { SEASON_DAYS } from './fill-database.ts'
import { explain, type Explained, watchQueries } from './explain.ts'
import { listQueries, type ListQuery, type Someone } from './list-queries.ts'

export interface Measured extends Explained {
  readonly list: string
  readonly filter: string
  readonly sort: string
  readonly page: 'first' | 'middle' | 'last'
  readonly items: number
}

/** Reads pages of every list with every filter: the first, and where there are more, one of the middle and one of the end. */
export async function measureReads(pool: Pool, onMeasured: (measured: Measured) => void): Promise<void> {
  for (const query of listQueries(await findSomeone(pool))) await measurePages(pool, query, onMeasured)
}

async function measurePages(
  pool: Pool,
  query: ListQuery,
  onMeasured: (measured: Measured) => void,
): Promise<void> {
  const { db, asked } = watchQueries(pool)
  const read = async (page: Measured['page'], cursor: string | undefined) => {
    asked.length = 0
    const { items, next_cursor } = await query.read(db, cursor)
    const [statement, ...others] = asked
    if (statement === undefined || others.length > 0) throw new Error('A list is one statement.')
    const { list, filter, sort } = query
    onMeasured({ list, filter, sort, page, items: items.length, ...(await explain(pool, statement)) })
    return next_cursor
  }
  const cursor = await read('first', undefined)
  if (cursor === null) return
  await read('middle', await movedTo(pool, cursor, 0.5))
  await read('last', await movedTo(pool, cursor, query.sort.startsWith('-') ? 0.0001 : 0.9999))
}

/** The cursor as it would be after a page that ends there, `part` of the way through the season. */
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
    `select r.id as registration_id, r.phone_number, a.id as duty_assignment_id
     from registrations r join duty_assignments a on a.registration_id = r.id
     where r.id > first_id_of(timestamptz '2026-02-01' + interval '${SEASON_DAYS / 2} days') order by r.id, a.id limit 1`,
  )
  const [someone] = rows
  if (someone === undefined) throw new Error('The database is not filled.')
  return someone
}
