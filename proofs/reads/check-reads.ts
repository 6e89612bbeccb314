import type { Db } from '@dutybell/shared/db/client'
import type { Pool } from 'pg'
import { LIMIT, listQueries, type Someone } from './list-queries.ts'
import type { Measured } from './measure-reads.ts'

const MAX_MILLISECONDS = 100 // not noticeable for a person; a further index would slow down every message

/** @returns a line for each read that takes too long; null without one */
export function slowReads(measured: readonly Measured[]): string | null {
  const lines = measured
    .filter(({ milliseconds, max_milliseconds = MAX_MILLISECONDS }) => milliseconds > max_milliseconds)
    .map(
      ({ list, filter, sort, rows_read, milliseconds, scans }) =>
        `${list} ${filter} ${sort}: ${milliseconds.toFixed(0)} ms, ${rows_read} rows by ${scans.join(', ')}`,
    )
  return lines.length === 0 ? null : lines.join('\n')
}

/** Compares the first page of each list with a plain query. @returns the lists that differ; null without one */
export async function wrongPages(db: Db, pool: Pool, someone: Someone): Promise<string | null> {
  const wrong: string[] = []
  for (const { list, filter, sort, where, read } of listQueries(someone)) {
    const order = sort === 'duty_date' ? 'duty_date, id' : `id ${sort.startsWith('-') ? 'desc' : 'asc'}`
    const conditions = Object.entries(where).map(([name, value]) => conditionOf(list, name, value))
    const { rows } = await pool.query<{ id: string }>(
      `select id from ${list.replace(' ', '_')} where ${['true', ...conditions].join(' and ')} order by ${order} limit ${LIMIT}`,
    )
    const { items } = await read(db, undefined)
    if (ids(items) !== ids(rows)) wrong.push(`${list} ${filter} ${sort}`)
  }
  return wrong.length === 0 ? null : wrong.join('\n')
}

function ids(page: readonly { readonly id: string }[]): string {
  return page.map(({ id }) => id).join()
}

function searchFor(word: string): string {
  if (word.includes('@')) return `email like '%${word}%' and status <> 'erased'`
  if (/^\d+$/.test(word)) return `phone_number like '%${word}'`
  return `full_name ~* '\\m${word}' and status <> 'erased'`
}

function conditionOf(list: string, name: string, value: string | readonly string[]): string {
  if (typeof value !== 'string') return `${name} in ('${value.join("', '")}')`
  switch (list === 'deliveries' ? `delivery ${name}` : name) {
    case 'delivery duty_date':
      return `outbox_id in (select e.outbox_id from outbox_duty_assignments e join duty_assignment_versions v using (duty_assignment_id, version) where v.duty_date = '${value}')`
    case 'delivery error_code':
      return `last_error_code = '${value}'`
    case 'delivery duty_assignment_id':
      return `outbox_id in (select outbox_id from outbox_duty_assignments where duty_assignment_id = '${value}')`
    case 'search':
      return ['true', ...value.split(' ').map((word) => searchFor(word))].join(' and ')
    case 'from':
      return `at >= '${value}'`
    case 'to':
      return `at < '${value}'`
    case 'delivery created_from':
      return `created_at >= '${value}'`
    case 'delivery created_to':
      return `created_at < '${value}'`
    case 'duty_date_from':
      return `duty_date >= '${value}'`
    case 'duty_date_to':
      return `duty_date <= '${value}'`
    default:
      return `${name} = '${value}'`
  }
}
