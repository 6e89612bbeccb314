import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { Client } from 'pg'
import { test } from 'tap'
import { openDatabase } from '@dutybell/shared/db/client'
import { databaseUrl } from '@dutybell/testing/cluster'
import { claimDeliveries } from '../../src/deliveries/claim-deliveries.ts'
import { whatsAppSettings } from '../../src/deliveries/create-channels.ts'
import { guardConnection } from '../../src/restore/restore-pause.ts'
import { subjects, OPERATOR } from '../alerts/support.ts'
import {
  type Bench,
  configFor,
  deliveryOf,
  eventually,
  openBench,
  publishOne,
  startMeta,
  startNotifierFor,
} from '../fixture.ts'
import { captureLog } from '../providers/support/log.ts'

const RESUME = 'packages/commands/src/resume.ts'
const run = promisify(execFile)

test('restored database: a clone sends nothing until it is resumed, then everything, marked', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const original = await startNotifierFor(t, bench, meta)
  await original.stop()
  const [fresh, sending, held, sent] = [
    await publishOne(bench),
    await publishOne(bench),
    await publishOne(bench),
    await publishOne(bench),
  ]
  const settings = whatsAppSettings(configFor(bench, meta))
  await sql`update deliveries set rank = '2000-01-01' where id = ${sending.whatsapp_delivery_id}`.execute(
    bench.db,
  )
  const claim = await claimDeliveries(bench.pool, settings, 1)
  t.match(claim.deliveries, [{ delivery_id: sending.whatsapp_delivery_id }])
  await setState(bench, held.whatsapp_delivery_id, 'held')
  await setState(bench, sent.whatsapp_delivery_id, 'delivered')

  const clone = await cloneOf(t, bench)
  const { log, text } = captureLog()
  const notifier = await startNotifierFor(t, { ...clone, log }, meta, { ALERT_EMAIL: OPERATOR })
  t.match(
    text(),
    /"level":"error".*Sending is paused: .*a clone, or a dump restored beside it.*resume --after-restore/,
  )
  t.same((await claimDeliveries(clone.pool, settings, 10)).deliveries, [])
  await sql`select graphile_worker.add_job('watch')`.execute(clone.db)
  await meta.waitForMails((mails) => mails.length === 1)
  t.same(subjects(meta), ['[Dutybell] The database was restored: sending is paused'])
  const ready = await fetch(`${notifier.url}/readyz`)
  t.equal(ready.status, 200, 'a restart would not help')
  t.match(await ready.json(), { status: 'waiting', reasons: [/pnpm resume --after-restore/] })

  await sql`select resume_channel('whatsapp', true)`.execute(clone.db)
  await sql`select pause_channel('whatsapp', 'Maryam', 'For a while', null)`.execute(clone.db)
  t.equal((await channelOf(clone)).paused_by, 'restore', 'nobody else lifts it or takes it over')
  t.equal(meta.messages.length, 0)

  const { stdout } = await resume(clone, ['--after-restore'])
  t.match(stdout, /^Resumed\. Marked as possible duplicates: 3 messages; of them in doubt: 1/)
  const arrived = await eventually(
    () => deliveryOf(clone, fresh.whatsapp_delivery_id),
    (row) => row.state === 'accepted',
  )
  t.equal(arrived.possible_duplicate, true)
  t.match(await deliveryOf(clone, sending.whatsapp_delivery_id), {
    state: 'in_doubt',
    reason: 'restored',
    possible_duplicate: true,
    lease_expires_at: null,
  })
  t.match(await deliveryOf(clone, held.whatsapp_delivery_id), { state: 'held', possible_duplicate: true })
  t.match(await deliveryOf(clone, sent.whatsapp_delivery_id), {
    state: 'delivered',
    possible_duplicate: false,
  })
  t.equal(meta.messages.length, 1)

  await sql`select graphile_worker.add_job('watch')`.execute(clone.db)
  await meta.waitForMails((mails) => mails.length === 2)
  t.same(subjects(meta).slice(1), ['[Dutybell] Cleared: The database was restored: sending is paused'])
  t.match(await (await fetch(`${notifier.url}/readyz`)).json(), { status: 'ready' })
  t.same(await differenceIn(clone), [])
})

test('restored database: a running notifier reconnects after a promotion, and claims nothing', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await startNotifierFor(t, bench, meta)
  await publishOne(bench)
  await meta.waitForMessages((messages) => messages.length === 1)

  // What a promotion does: the timeline is another, and every connection breaks.
  await sql`update installation set timeline_id = timeline_id - 1`.execute(bench.db)
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'dutybell-notifier'`.execute(bench.db)
  await eventually(
    () => channelOf(bench),
    (channel) => channel.paused_by === 'restore',
  )
  const event = await publishOne(bench)
  await sql`select graphile_worker.add_job('drain_outbox')`.execute(bench.db)
  await eventually(
    async () =>
      (await sql`select from graphile_worker.jobs where task_identifier = 'drain_outbox'`.execute(bench.db))
        .rows,
    (rows) => rows.length === 0,
  )
  t.equal((await deliveryOf(bench, event.whatsapp_delivery_id)).state, 'pending')
  t.match((await channelOf(bench)).pause_reason, /a standby was promoted/)

  await resume(bench, ['--after-restore'])
  await meta.waitForMessages((messages) => messages.length === 2)
})

test('restored database: each kind of difference has its own sentence', async (t) => {
  const bench = await openBench(t)
  const ways = [
    { column: 'system_identifier', value: sql`'1'`, says: /another server/ },
    { column: 'timeline_id', value: sql`timeline_id + 1`, says: /another timeline/ },
    { column: 'database_oid', value: sql`1`, says: /another database/ },
    { column: 'table_oid', value: sql`1`, says: /a dump was restored into it/ },
  ]
  t.same(await differenceIn(bench), [], 'the first one is remembered')
  for (const { column, value, says } of ways) {
    await sql`update installation set ${sql.ref(column)} = ${value}`.execute(bench.db)
    t.match(await differenceIn(bench), [{ difference: says, is_news: true }])
    t.match(await differenceIn(bench), [{ difference: says, is_news: false }])
    await sql`select resume_after_restore(interval '0', interval '0')`.execute(bench.db)
    t.same(await differenceIn(bench), [])
    t.equal((await channelOf(bench)).paused_at, null)
  }
})

test('restored database: a part that the role may not read is not compared', async (t) => {
  const bench = await openBench(t)
  await differenceIn(bench)
  await sql`update installation set system_identifier = null, timeline_id = null`.execute(bench.db)
  t.same(await differenceIn(bench), [])
})

test("restored database: after the resume an operator's pause holds again, the notifiers' own is probed", async (t) => {
  const bench = await openBench(t)
  await differenceIn(bench)
  await sql`select pause_channel('whatsapp', 'Maryam', 'For a while', null)`.execute(bench.db)
  await sql`select pause_channel('email', 'notifier', 'Authentication failed', '535')`.execute(bench.db)
  const before = await bench.db.selectFrom('channels').selectAll().orderBy('channel').execute()
  await sql`update installation set database_oid = 1`.execute(bench.db)
  await differenceIn(bench)
  t.equal((await channelOf(bench)).paused_by, 'restore')
  await sql`select resume_after_restore(interval '0', interval '0')`.execute(bench.db)
  const after = await bench.db.selectFrom('channels').selectAll().orderBy('channel').execute()
  t.match(after, [
    { paused_by: 'notifier', pause_reason: 'Authentication failed', pause_code: '535' },
    { paused_by: 'Maryam', pause_reason: 'For a while' },
  ])
  t.same(
    after.map(({ paused_at }) => paused_at?.toString()),
    before.map(({ paused_at }) => paused_at?.toString()),
  )
  t.ok(after[0]?.probe_at)
})

test('restored database: a role without special rights detects it as well', async (t) => {
  const bench = await openBench(t)
  const role = `plain_${new URL(bench.url).pathname.slice(1)}`
  await sql`create role ${sql.ref(role)} login password 'plain'`.execute(bench.db)
  t.teardown(async () => {
    await sql`drop owned by ${sql.ref(role)}`.execute(bench.db)
    await sql`drop role ${sql.ref(role)}`.execute(bench.db)
  })
  await sql`grant select, insert, update on installation, channels to ${sql.ref(role)}`.execute(bench.db)
  await bench.db.connection().execute(async (connection) => {
    await sql`set role ${sql.ref(role)}`.execute(connection)
    const { rows } = await sql`select * from database_identity()`.execute(connection)
    t.match(rows, [{ system_identifier: /^\d+$/, timeline_id: 1 }])
    await sql`reset role`.execute(connection)
  })
})

test('restored database: a connection whose check fails is not used', async (t) => {
  const bench = await openBench(t)
  const { log } = captureLog()
  await sql`alter table installation rename to elsewhere`.execute(bench.db)
  const guarded = openDatabase({
    connectionString: bench.url,
    applicationName: 'test',
    maxConnections: 1,
    log,
    onConnect: guardConnection(log),
  })
  t.teardown(() => guarded.db.destroy())
  await t.rejects(sql`select 1`.execute(guarded.db), /installation/)
  await sql`alter table elsewhere rename to installation`.execute(bench.db)
  t.equal((await sql`select 1`.execute(guarded.db)).rows.length, 1)
})

test('resume: without --after-restore, prints its usage and exits with 2', async (t) => {
  const bench = await openBench(t)
  await t.rejects(resume(bench, []), { code: 2, stderr: /Usage: pnpm resume --after-restore/ })
  const { stdout } = await resume(bench, ['--help'])
  t.match(stdout, /restored from a backup, cloned or promoted/)
})

function resume(bench: Bench, args: readonly string[]) {
  const { PATH, NODE_COMPILE_CACHE } = process.env
  return run(process.execPath, [RESUME, ...args], {
    env: { PATH, NODE_COMPILE_CACHE, DATABASE_URL: bench.url, META_WA_APP_SECRET: 'secret' },
  })
}

async function cloneOf(t: Parameters<typeof openBench>[0], bench: Bench): Promise<Bench> {
  const original = new URL(bench.url).pathname.slice(1)
  const name = `${original}_clone`
  const server = databaseUrl(bench.url, 'postgres')
  await administer(server, [
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${original}'`,
    `create database ${name} template ${original} strategy file_copy`,
  ])
  t.teardown(() => administer(server, [`drop database if exists ${name} with (force)`]))
  const url = databaseUrl(bench.url, name)
  const database = openDatabase({
    connectionString: url,
    applicationName: 'test',
    maxConnections: 5,
    log: bench.log,
  })
  t.teardown(() => database.db.destroy())
  return { ...database, url, log: bench.log }
}

async function administer(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function setState({ db }: Bench, id: string, state: 'held' | 'delivered'): Promise<void> {
  await db.updateTable('deliveries').set({ state }).where('id', '=', id).execute()
}

async function channelOf({ db }: Bench) {
  return db.selectFrom('channels').selectAll().where('channel', '=', 'whatsapp').executeTakeFirstOrThrow()
}

async function differenceIn({ db }: Bench) {
  return (await sql`select difference, is_news from pause_if_restored()`.execute(db)).rows
}
