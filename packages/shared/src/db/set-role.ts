import { type Kysely, sql } from 'kysely'
import { escapeIdentifier, escapeLiteral } from 'pg'
import { isPermissionDenied } from './failures.ts'
import { ROLE_SETTINGS } from './session.ts'

/** A pooler passes on only some settings: the others become those of the role in this database. */
export async function setRole(db: Kysely<unknown>): Promise<readonly string[]> {
  const found = await sql<{ role: string; database: string; settings: string[] }>`
    select session_user as role, current_database() as database, coalesce((
      select s.setconfig from pg_db_role_setting s
      join pg_roles r on r.oid = s.setrole and r.rolname = session_user
      join pg_database d on d.oid = s.setdatabase and d.datname = current_database()
    ), '{}') as settings`.execute(db)
  const { role = '', database = '', settings = [] } = found.rows[0] ?? {}
  const statements = Object.entries(ROLE_SETTINGS)
    .filter(([name, value]) => !settings.includes(`${name}=${value}`))
    .map(
      ([name, value]) =>
        `alter role ${escapeIdentifier(role)} in database ${escapeIdentifier(database)} set ${name} = ${escapeLiteral(value)};`,
    )
  if (statements.length === 0) return []
  try {
    await sql.raw(statements.join(' ')).execute(db)
    return []
  } catch (error) {
    if (!isPermissionDenied(error)) throw error
    return statements
  }
}
