import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findHeartbeats } from '@dutybell/shared/heartbeats/find-heartbeats'
import type { Db } from '@dutybell/shared/db/client'
import { findPreflightResults, type PreflightLine } from '@dutybell/shared/preflight/results'
import { isTemplateName, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { wordsOf } from '@dutybell/shared/templates/languages'
import type { TemplateChange } from '@dutybell/simulator/graph/template-store'
import { createEmptyDatabase } from '@dutybell/testing/cluster'
import { sql } from 'kysely'
import { test, type Test } from 'tap'
import { type Case, NOT_READ } from './case.ts'
import { checkLines, startInstallation } from './installation.ts'
import { META_CASES } from './meta-cases.ts'
import { OTHER_CASES } from './other-cases.ts'
import { TEMPLATE_CASES } from './template-cases.ts'

const PROGRAM = join(import.meta.dirname, '..', '..', 'src', 'preflight.ts')

test('preflight', async (t) => {
  const { db, simulator, variables, notifier, heartbeat, preflight, linesOf } = await startInstallation(t)
  const healthy = new Set<string>()
  const check = (t: Test, lines: readonly PreflightLine[], expected: Case['lines']) =>
    checkLines(t, lines, expected, healthy)

  await t.test('a healthy installation: every line is ok, and stored for the console', async (t) => {
    await running(db, 2)
    const { code, out, err } = await preflight()
    t.equal(code, 0, out)
    t.equal(err, '')
    t.match(out, /^ok {7}Access token: Meta accepts it\.$/m)
    t.match(out, /\n\d+ ok, 0 warnings, 0 failures\n$/)
    const rows = await findPreflightResults(db)
    t.equal(rows.length, out.match(/^ok /gm)?.length)
    t.ok(rows.every(({ outcome, action }) => outcome === 'ok' && action === null))
    for (const { key } of rows) healthy.add(key)
  })

  for (const { name, variables: more, behaviour, templates = [], lines } of [
    ...META_CASES,
    ...TEMPLATE_CASES,
    ...OTHER_CASES,
  ]) {
    await t.test(name, async (t) => {
      simulator.behave(behaviour ?? {})
      for (const change of templates) simulator.changeTemplate(change)
      check(t, await linesOf(more), lines)
      simulator.behave({})
      for (const change of templates) simulator.changeTemplate(asInCatalogue(change))
    })
  }

  await t.test('more people on one evening than may be reached in 24 hours', async (t) => {
    await assignEvening(db, ['+919876543210', '+919876543211', '+919876543212'])
    const found = await linesOf({ META_WA_DAILY_RECIPIENTS: '2' })
    check(t, found, { messaging_limit: ['failure', /3 people have a duty, and only 2/] })
  })

  await t.test('the job of the notifier stores what the command would', async (t) => {
    await db.deleteFrom('preflight_results').execute()
    await sql`select graphile_worker.add_job('preflight')`.execute(db)
    const rows = await eventually(
      () => findPreflightResults(db),
      (found) => found.length > 0,
    )
    t.match(rows.find(({ key }) => key === 'token')?.outcome, 'ok')
  })

  await t.test('an open alert', async (t) => {
    await sql`insert into alerts (key, subject, text) values ('channel_paused:whatsapp', 'WhatsApp is paused', '')`.execute(
      db,
    )
    const lines = await linesOf()
    check(t, lines, { alerts: ['failure', /WhatsApp is paused \(channel_paused:whatsapp\).*runbook/s] })
    await db.deleteFrom('alerts').execute()
  })

  await t.test('processes that crashed, that never ran, and a notifier whose loop stopped', async (t) => {
    await sql`update heartbeats set stopped_loops = array['The whatsapp loop stopped.'] where service = 'notifier'`.execute(
      db,
    )
    check(t, await linesOf(), {
      process_notifier: ['failure', /The whatsapp loop stopped\..*start the process again/s],
    })
    await notifier.stop()
    await heartbeat.stop()
    check(t, await linesOf(), {
      process_notifier: ['warning', /None runs/],
      process_api: ['warning', /services\/api\/src\/main\.ts/],
    })
    await sql`
      insert into heartbeats (id, service, name, version, settings, clock_offset_ms, started_at, seen_at)
      select gen_random_uuid(), service, 'web:' || service, '0', jsonb_build_object('time_zone', service), 9000,
        clock_timestamp(), clock_timestamp() - age
      from (values ('api', interval '0'), ('notifier', interval '0'), ('notifier', interval '10 minutes')) as row (service, age)`.execute(
      db,
    )
    check(t, await linesOf(), {
      process_notifier: ['warning', /web:notifier: its clock differs by 9 s/],
      process_api: ['warning', /its clock differs by 9 s/],
      process_settings: ['failure', /time_zone differs: api \(.*TIME_ZONE/s],
    })
    await sql`delete from heartbeats where service = 'notifier' and seen_at > clock_timestamp() - interval '5 minutes'`.execute(
      db,
    )
    check(t, await linesOf(), {
      process_notifier: ['failure', /Ended without being stopped: web:notifier/],
      process_api: ['warning', /9 s/],
    })
  })

  await t.test('a database that is away, not migrated, or read by a role without rights', async (t) => {
    const noDatabase = {
      migrations: NOT_READ,
      rights: NOT_READ,
      zone_data: NOT_READ,
      clock_database: NOT_READ,
      processes: NOT_READ,
    } as const
    const away = await preflight({ DATABASE_URL: 'postgres://user:secret-of-postgres@127.0.0.1:1/dutybell' })
    t.match(away, { code: 1, out: /^failure {2}Database: It cannot be reached: .*ECONNREFUSED/m })
    t.match(away.err, /not stored for the console/)
    t.notMatch(away.out, /secret-of-postgres/)
    const lines = await linesOf({ DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/dutybell' })
    check(t, lines, { ...noDatabase, database: ['failure', /Start Postgres/] })
    const { url } = await createEmptyDatabase(t)
    const empty = await preflight({ DATABASE_URL: url })
    t.match(empty, {
      code: 1,
      out: /^failure {2}Migrations: The database was never migrated.*\n {9}→ Run pnpm migrate\.$/m,
    })
    const role = await createRole(t, db)
    const reader = new URL(variables.DATABASE_URL)
    Object.assign(reader, { username: role, password: role })
    t.match(await preflight({ DATABASE_URL: reader.href }), {
      code: 1,
      out: new RegExp(
        `^failure {2}Rights in the database: The user ${role} may not read and write .*deliveries`,
        'm',
      ),
    })
  })

  await t.test('a configuration that is not valid, wrong usage, and help', async (t) => {
    const invalid = await preflight({ TIME_ZONE: 'Asia/Nowhere', META_WA_ACCESS_TOKEN: '' })
    t.match(invalid, { code: 1, out: /^failure {2}Configuration: TIME_ZONE must be/m })
    t.match(invalid.out, /^failure {2}Configuration: META_WA_ACCESS_TOKEN must be set/m)
    t.match(await preflight({}, '--yaml'), { code: 2, err: /Usage: pnpm preflight/ })
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, '--help'])
    t.match(stdout, /^Usage: pnpm preflight/)
  })
})

/** The change that undoes another. */
function asInCatalogue({ name, new_name, language = 'en' }: TemplateChange): TemplateChange {
  if (!isTemplateName(name)) throw new Error(`${name} is not in the catalogue.`)
  const { category, time_to_live_seconds } = TEMPLATES[name]
  return {
    name: new_name ?? name,
    new_name: name,
    language,
    status: 'APPROVED',
    category,
    quality: 'GREEN',
    parameter_format: 'POSITIONAL',
    body: wordsOf(name, language, 'en').body,
    time_to_live_seconds,
  }
}

function running(db: Db, processes: number): Promise<unknown> {
  return eventually(
    () => findHeartbeats(db),
    (rows) => rows.length === processes,
  )
}

async function assignEvening(db: Db, numbers: readonly string[]): Promise<void> {
  await sql`
    with people as (
      insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
      select gen_random_uuid(), 'Ahmed Ali', 'ahmed ali', number, true, 'en' from unnest(${numbers}::text[]) as number
      returning id
    )
    insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key)
    select gen_random_uuid(), id, current_date + 3, 'Fajar Azaan', 'fajar azaan' from people`.execute(db)
}

/** A user of the database who may do nothing in it. */
async function createRole(t: Test, db: Db): Promise<string> {
  const role = `preflight_${process.pid}`
  await sql`create role ${sql.id(role)} login password ${sql.lit(role)}`.execute(db)
  t.teardown(() => sql`drop role ${sql.id(role)}`.execute(db))
  return role
}

const TIMEOUT_MS = 60_000
const POLL_INTERVAL_MS = 25

async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS
  for (;;) {
    const value = await read()
    if (holds(value)) return value
    if (performance.now() > deadline) throw new Error('The condition was not met in time.')
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS))
  }
}
