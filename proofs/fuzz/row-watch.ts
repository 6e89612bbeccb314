import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

/** A row that was written: table and kind, such as `registrations insert`. */
export type Change = string

// Heartbeats are written by time, not by requests.
const UNWATCHED = ['schema_migrations', 'schema_release', 'heartbeats', 'fuzz_changes']

/**
 * Records every committed insert, update and delete in the database with triggers, so that rows deleted again are seen.
 * The last use of a key is not recorded: refused requests update it as well.
 */
export class RowWatch {
  readonly #db: Db
  #seen = 0n

  constructor(db: Db) {
    this.#db = db
  }

  async start(): Promise<void> {
    await sql`create table fuzz_changes (seq bigint generated always as identity primary key, change text not null)`.execute(
      this.#db,
    )
    await sql`
      create function fuzz_note() returns trigger language plpgsql as $$
      begin
        if tg_table_name = 'api_keys' and tg_op = 'UPDATE' and to_jsonb(old) - 'last_used_at' = to_jsonb(new) - 'last_used_at' then
          return null;
        end if;
        insert into fuzz_changes (change) values (tg_table_name || ' ' || lower(tg_op));
        return null;
      end $$`.execute(this.#db)
    const { rows } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'public' and tablename <> all (${UNWATCHED})`.execute(
      this.#db,
    )
    for (const { name } of rows) {
      await sql`
        create trigger fuzz_note after insert or update or delete on ${sql.table(name)}
        for each row execute function fuzz_note()`.execute(this.#db)
    }
  }

  /** The changes since the last call. */
  async changes(): Promise<Change[]> {
    const { rows } = await sql<{ seq: string; change: string }>`
      select seq, change from fuzz_changes where seq > ${this.#seen} order by seq`.execute(this.#db)
    const last = rows.at(-1)
    if (last !== undefined) this.#seen = BigInt(last.seq)
    return rows.map(({ change }) => change)
  }
}
