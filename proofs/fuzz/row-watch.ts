import type { Db } from '@dutybell/shared/db/client'
import { sql } from 'kysely'

/** A row that was written: table and kind, such as `registrations insert`. */
export type Change = string

/**
 * Records every committed insert, update and delete in the database with triggers, so that rows deleted again are seen.
 * The last use of a key is not recorded, because refused requests update it as well; nor are heartbeats, which are written
 * by time.
 *
 * @returns a function that returns the changes since its last call
 */
export async function watchRows(db: Db): Promise<() => Promise<Change[]>> {
  await sql`create table fuzz_changes (seq bigint generated always as identity primary key, change text not null)`.execute(
    db,
  )
  await sql`
    create function fuzz_note() returns trigger language plpgsql as $$
    begin
      if tg_table_name = 'api_keys' and tg_op = 'UPDATE' and to_jsonb(old) - 'last_used_at' = to_jsonb(new) - 'last_used_at' then
        return null;
      end if;
      insert into fuzz_changes (change) values (tg_table_name || ' ' || lower(tg_op));
      return null;
    end $$`.execute(db)
  await sql`
    do $$
    declare name text;
    begin
      for name in select tablename from pg_tables
        where schemaname = 'public' and tablename not in ('schema_migrations', 'schema_release', 'heartbeats', 'fuzz_changes')
      loop
        execute format('create trigger fuzz_note after insert or update or delete on %I for each row execute function fuzz_note()', name);
      end loop;
    end $$`.execute(db)
  let seen = 0n
  return async () => {
    const { rows } = await sql<{ seq: string; change: string }>`
      select seq, change from fuzz_changes where seq > ${seen} order by seq`.execute(db)
    seen = BigInt(rows.at(-1)?.seq ?? seen)
    return rows.map(({ change }) => change)
  }
}
