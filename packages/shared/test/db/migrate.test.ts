import { createEmptyDatabase, databaseUrl } from '@dutybell/testing/cluster'
import { startPgBouncer } from '@dutybell/testing/pgbouncer'
import { Client } from 'pg'
import { test } from 'tap'
import { openDatabase as openServiceDatabase } from '../../src/db/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { prepared } from '../../src/db/prepared.ts'
import {
  compareReleases,
  readSchemaFiles,
  type SchemaFiles,
  type SqlFile,
} from '../../src/db/schema-files.ts'
import { createLogger } from '../../src/logger.ts'

const real = await readSchemaFiles()

function file(name: string, text: string): SqlFile {
  return { name, text, hash: text }
}

/** A small schema, quick to apply. */
function schemaOf(parts: Partial<SchemaFiles>): SchemaFiles {
  return { release: '0.1.0', bookkeeping: real.bookkeeping, migrations: [], functions: [], ...parts }
}

const ONE = file('0001_people', 'create table people (id integer primary key)')
const TWO = file('0002_names', `alter table people add column name text not null default 'unknown'`)
const THREE = file('0003_index', 'create index people_name on people (name)')

type Test = Parameters<typeof createEmptyDatabase>[0]

async function openDatabase(t: Test) {
  const { url } = await createEmptyDatabase(t)
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined) // the end of the test drops the database
  await client.connect()
  t.teardown(() => client.end())
  return { url, client }
}

test('migrate: a baseline with data, a later migration and a changed function, data and function are new', async (t) => {
  const { url, client } = await openDatabase(t)
  await migrate(url)
  await client.query(
    `insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
     values ('01900000-0000-7000-8000-000000000001', 'Ahmed Ali', 'ahmed ali', '+919876543210', true, 'en')`,
  )
  const functions = real.functions.map((known) =>
    known.name === 'refuse_audit_log_change'
      ? { ...known, text: known.text.replace('append-only', 'insert-only'), hash: 'changed' }
      : known,
  )
  const later = file(
    '9999_later',
    'alter table registrations add column note text; update registrations set note = full_name',
  )
  await migrate(url, { ...real, release: '99.0.0', functions, migrations: [...real.migrations, later] })

  t.same((await client.query('select note from registrations')).rows, [{ note: 'Ahmed Ali' }])
  const body = await client.query(`select prosrc from pg_proc where proname = 'refuse_audit_log_change'`)
  t.match(body.rows[0]?.prosrc, /insert-only/)
  await t.rejects(migrate(url), {
    name: 'MigrationError',
    message: /Release 99\.0\.0 migrated the database last, this is release 0\.\d+\.\d+/,
  })
})

function id(n: number): string {
  return `01900000-0000-7000-8000-00000000000${n}`
}

test('migrate: a service that runs has prepared a statement, it runs on with the new columns', async (t) => {
  const { url } = await openDatabase(t)
  await migrate(url, schemaOf({ migrations: [ONE] }))
  const log = createLogger({ service: 'test', level: 'silent' })
  const { pool } = openServiceDatabase({
    connectionString: url,
    applicationName: 'dutybell-api',
    maxConnections: 1,
    log,
  })
  t.teardown(() => pool.end())
  const all = prepared('all_people', 'select * from people')
  await pool.query(all)
  const sentences: string[] = []
  await migrate(url, schemaOf({ migrations: [ONE, TWO] }), (sentence) => sentences.push(sentence))
  t.match(sentences.at(-1), /^Ended the sessions of running services, .*: 1\.$/)
  t.same(
    (await pool.query(all)).fields.map(({ name }) => name),
    ['id', 'name'],
  )
  await migrate(url, schemaOf({ migrations: [ONE, TWO] }), (sentence) => sentences.push(sentence))
  t.equal(sentences.length, 2, 'nothing to apply, nothing to end')
})

test('migrate: duties of an earlier release, get keys and versions, also where two labels share a key', async (t) => {
  const { url, client } = await openDatabase(t)
  await migrate(url, { ...real, release: '0.1.0', functions: [], migrations: real.migrations.slice(0, 2) })
  await client.query(
    `insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
     values ($1, 'Ahmed Ali', 'ahmed ali', '+919876543210', true, 'en')`,
    [id(1)],
  )
  for (const [n, label] of [
    [1, 'Fajar Azaan'],
    [2, 'fajar  azaan.'],
    [3, 'Isha'],
  ] as const) {
    await client.query(
      `insert into duty_assignments (id, registration_id, duty_date, duty_time, version) values ($1, $2, '2035-03-15', $3, 4)`,
      [id(n), id(1), label],
    )
  }
  await client.query(
    `insert into outbox (id, aggregatetype, aggregateid, type, payload, dedupe_key) values ($1, 'duty_assignment', '', '', '{}', '')`,
    [id(4)],
  )
  await client.query(
    `insert into deliveries (id, outbox_id, channel, template, recipient, rank, expires_at)
     values ($1, $1, 'email', 'duty_allotment_confirmed', 'ahmed@example.org', now(), '2035-03-15T18:30:00Z')`,
    [id(4)],
  )
  await client.query('insert into outbox_duty_assignments values ($1, $2, 4)', [id(4), id(1)])
  await migrate(url)

  const { rows } = await client.query(
    `select a.duty_time_key as key, v.version, v.told_elsewhere, v.day_ends_at = '2035-03-15T18:30:00Z' as by_its_message
     from duty_assignments a join duty_assignment_versions v on v.duty_assignment_id = a.id order by a.id`,
  )
  t.same(rows, [
    { key: 'fajar azaan', version: 4, told_elsewhere: false, by_its_message: true },
    { key: `fajar azaan ${id(2)}`, version: 4, told_elsewhere: true, by_its_message: false },
    { key: 'isha', version: 4, told_elsewhere: true, by_its_message: false },
  ])

  // As an API of that release changes them, while it runs beside the newer schema.
  const move = `update duty_assignments set duty_date = '2035-03-16', version = version + 1, updated_at = clock_timestamp()`
  await t.rejects(client.query(move), { message: /replace the API of an earlier release/ })
  await client.query(`update registrations set status = 'erased'`)
  await client.query(`${move}, status = 'cancelled'`)
})

test('migrate: a changed, a missing and an inserted migration, refused with a sentence each', async (t) => {
  const { url, client } = await openDatabase(t)
  await migrate(url, schemaOf({ migrations: [ONE, THREE_ALONE] }))
  const changed = { ...ONE, hash: 'another' }
  await t.rejects(migrate(url, schemaOf({ migrations: [changed, TWO] })), {
    message: [
      'The migration 0001_people was changed after it was applied: restore its text and put the change into a new migration.',
      'The migration 0003_index is applied in the database and missing in db/migrations: restore its file.',
      'The migration 0002_names comes before 0003_index, which is applied: give it a higher number.',
    ].join('\n'),
  })
  t.same((await client.query(`select to_regclass('people_name') as missing`)).rows, [{ missing: null }])
})

const THREE_ALONE = { ...THREE, text: 'select 1' }

test('migrate: a migration fails, it is rolled back and the next run repeats it', async (t) => {
  const { url, client } = await openDatabase(t)
  const broken = { ...TWO, text: `${TWO.text}; select 1 / 0` }
  await t.rejects(migrate(url, schemaOf({ migrations: [ONE, broken] })), {
    name: 'MigrationError',
    message: 'The migration 0002_names failed: division by zero',
  })
  await migrate(url, schemaOf({ migrations: [ONE, TWO, THREE] }))
  t.same((await client.query('select name from schema_migrations order by name')).rows, [
    { name: '0001_people' },
    { name: '0002_names' },
    { name: '0003_index' },
  ])
})

test('migrate: a function that Postgres refuses, named in the error and no function changed', async (t) => {
  const { url, client } = await openDatabase(t)
  const one = file('one', 'create or replace function one() returns integer language sql return 1')
  await migrate(url, schemaOf({ functions: [one] }))
  const changed = { ...one, text: one.text.replace('return 1', 'return 11'), hash: 'new' }
  const two = file('two', 'create or replace function one() returns text language sql return 2')
  await t.rejects(migrate(url, schemaOf({ functions: [changed, two] })), {
    message: /^The function two was refused: cannot change return type/,
  })
  t.same((await client.query('select one()')).rows, [{ one: 1 }])
})

test('migrate: five at once on an empty database, all succeed and each migration ran once', async (t) => {
  const { url, client } = await openDatabase(t)
  await Promise.all(
    Array.from({ length: 5 }, () => migrate(url, schemaOf({ migrations: [ONE, TWO, THREE] }))),
  )
  t.same((await client.query('select count(*)::integer as n from schema_migrations')).rows, [{ n: 3 }])
})

test('migrate: a database of an older layout, refused with the command that starts anew', async (t) => {
  const { url, client } = await openDatabase(t)
  await client.query('create table kysely_migration (name text)')
  await t.rejects(migrate(url), { name: 'MigrationError', message: /pnpm start --fresh/ })
})

test('compare-releases: by number, not by text', async (t) => {
  t.ok(compareReleases('0.10.0', '0.9.9') > 0)
  t.ok(compareReleases('0.1.0', '0.1.1') < 0)
  t.equal(compareReleases('1.2.3', '1.2.3'), 0)
})

test('migrate: behind PgBouncer in transaction mode, refused', async (t) => {
  const { url } = await createEmptyDatabase(t)
  const pooled = await startPgBouncer(t, url, 'transaction')
  await t.rejects(migrate(pooled.url, schemaOf({})), {
    message: /^DATABASE_URL leads to PgBouncer.*migrate must not/,
  })
})

test('migrate: a database in LATIN1, refused', async (t) => {
  const { url, client } = await openDatabase(t)
  const name = `dutybell_latin_${process.pid}`
  await client.query(`create database ${name} encoding 'LATIN1' locale 'C' template template0`)
  await t.rejects(migrate(databaseUrl(url, name), schemaOf({})), { message: /has the encoding LATIN1/ })
  await client.query(`drop database ${name}`)
})

test('migrate: the role may not change its own settings, it returns the statements', async (t) => {
  const { url, client } = await openDatabase(t)
  const database = new URL(url).pathname.slice(1)
  const role = `dutybell_role_${process.pid}`
  await client.query(`create role "${role}" login password 'secret'`)
  // Its sessions act as another role, which owns the database.
  await client.query(`create role "${role}_owner"; grant "${role}_owner" to "${role}"`)
  await client.query(`alter database ${database} owner to "${role}_owner"`)
  await client.query(`alter role "${role}" in database ${database} set role = '${role}_owner'`)
  const own = new URL(url)
  own.username = role
  own.password = 'secret'
  const statements = await migrate(own.href, schemaOf({ migrations: [ONE] }))
  t.match(statements, [
    new RegExp(`^alter role "${role}" in database "${database}" set IntervalStyle = 'postgres';$`),
  ])
  t.equal(statements.length, 6)
  for (const statement of statements) await client.query(statement)
  t.same(await migrate(own.href, schemaOf({ migrations: [ONE] })), [])
  await client.query(
    `reassign owned by "${role}_owner" to current_user; drop role "${role}", "${role}_owner"`,
  )
})

test('migrate: the user has no right to, one sentence with the statement to run', async (t) => {
  const { url, client } = await openDatabase(t)
  const role = `limited_${process.pid}`
  await client.query(`create role ${role} login password 'limited'`)
  t.teardown(async () => {
    await client.query(`drop owned by ${role}; drop role ${role}`)
  })
  const limited = Object.assign(new URL(url), { username: role, password: 'limited' })
  const refused = {
    name: 'MigrationError',
    message: new RegExp(
      `^The user ${role} has not the right to migrate the database \\w+ \\(.*permission denied.*alter database "\\w+" owner to "${role}";$`,
    ),
  }
  await t.rejects(migrate(limited.href), refused)
  await client.query(`grant create on schema public to ${role}`)
  await t.rejects(migrate(limited.href), refused, 'no right to create the schema of graphile-worker')
})

test('migrate: a newer graphile-worker migrated its schema, one sentence', async (t) => {
  const { url, client } = await openDatabase(t)
  await migrate(url)
  await client.query('insert into graphile_worker.migrations (id, breaking) values (9001, true)')
  const exit_code = process.exitCode
  await t.rejects(migrate(url), {
    name: 'OperatorError',
    message:
      /^The schema graphile_worker of the database has revision 9001, and this release knows revisions up to \d+/,
  })
  process.exitCode = exit_code // graphile-worker sets it
})
