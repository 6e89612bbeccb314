import type { Client } from 'pg'

/** What a database holds right after it was cloned: rows to restore, sequences to reset, and a hash of its schema. */
export type Pristine = { tables: SeededTable[]; sequences: string; schema: string }

type SeededTable = { name: string; columns: string; rows: string }

const USER_SCHEMA = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

export async function readPristine(client: Client): Promise<Pristine> {
  const tables: SeededTable[] = []
  for (const name of await tablesWithRows(client)) {
    const { rows } = await client.query<{ columns: string; rows: string }>(
      `select (select string_agg(quote_ident(attname), ', ') from pg_attribute
        where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '') as columns,
        (select json_agg(t)::text from ${name} t) as rows`,
      [name],
    )
    tables.push({ name, ...one(rows) })
  }
  return { tables, sequences: await sequencePositions(client), schema: await hashSchema(client) }
}

/** Makes the database again what it was after cloning. Returns false where a test changed the schema or ran analyze. */
export async function restorePristine(client: Client, pristine: Pristine): Promise<boolean> {
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )
  if ((await hashSchema(client)) !== pristine.schema) return false
  // As a replica: no trigger runs, no foreign key is checked.
  await client.query('begin; set local session_replication_role = replica')
  await client.query(EMPTY_TABLES)
  for (const { name, columns, rows } of pristine.tables) {
    await client.query(
      `insert into ${name} (${columns}) overriding system value
        select ${columns} from json_populate_recordset(null::${name}, $1)`,
      [rows],
    )
  }
  if (pristine.sequences) await client.query(pristine.sequences)
  await client.query('commit')
  return true
}

/**
 * Deletes all rows, after the transactions that write them ended. Truncate creates new files for a table and its
 * indexes, which takes 30 times longer: only a table of more than 128 KiB, with its dead rows, is worth it.
 */
const EMPTY_TABLES = `
  do $$
  declare
    used text;
    large text;
  begin
    select string_agg(c.oid::regclass::text, ', '),
        string_agg(c.oid::regclass::text, ', ') filter (where pg_relation_size(c.oid) > 131072)
      into used, large
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and ${USER_SCHEMA} and pg_relation_size(c.oid) > 0;
    execute 'lock table ' || used || ' in exclusive mode';
    if large is not null then execute 'truncate ' || large || ' cascade'; end if;
    execute (select string_agg('delete from ' || name, ';') from regexp_split_to_table(used, ', ') name);
  end $$`

async function tablesWithRows(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ query: string | null }>(
    `select string_agg(format('select %1$L as name where exists (select from %1$s)',
        format('%I.%I', n.nspname, c.relname)), ' union all ') as query
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and ${USER_SCHEMA}`,
  )
  const { query } = one(rows)
  if (!query) return []
  return (await client.query<{ name: string }>(query)).rows.map((row) => row.name)
}

/** The statement that puts each sequence where it is now. */
async function sequencePositions(client: Client): Promise<string> {
  const { rows } = await client.query<{ statement: string | null }>(
    `select 'select ' || string_agg(format('setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),
        coalesce(last_value, start_value), last_value is not null), ', ') as statement
      from pg_sequences`,
  )
  return one(rows).statement ?? ''
}

async function hashSchema(client: Client): Promise<string> {
  const { rows } = await client.query<{ hash: string }>(
    `with relation as (select c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace where ${USER_SCHEMA})
    select md5(concat(
      (select string_agg(concat_ws(' ', oid, relname, relkind, reloptions, relpersistence), ',' order by oid) from relation),
      (select string_agg(concat_ws(' ', attrelid, attname, atttypid, attnotnull, atthasdef), ',' order by attrelid, attnum)
        from pg_attribute where attrelid in (select oid from relation)),
      (select string_agg(concat_ws(' ', p.oid, p.xmin), ',' order by p.oid)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${USER_SCHEMA}),
      (select string_agg(concat_ws(' ', oid, conname, convalidated), ',' order by oid)
        from pg_constraint where conrelid in (select oid from relation)),
      (select string_agg(concat_ws(' ', oid, tgname, tgenabled), ',' order by oid)
        from pg_trigger where tgrelid in (select oid from relation)),
      (select string_agg(concat_ws(' ', setrole, setconfig), ',' order by setrole)
        from pg_db_role_setting where setdatabase = (select oid from pg_database where datname = current_database())),
      (select count(*) from pg_statistic where starelid in (select oid from relation))
    )) as hash`,
  )
  return one(rows).hash
}

function one<T>(rows: readonly T[]): T {
  const [row] = rows
  if (row === undefined) throw new Error('The query returned no row.')
  return row
}
