import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { migrate } from '@dutybell/shared/db/migrate'
import { createEmptyDatabase, createTestDatabase } from '@dutybell/testing/cluster'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { failureOf, type Report, type Scope } from '../../src/report.ts'

const PROGRAM = `${WORKSPACE_ROOT}packages/commands/src/migrate.ts`

const MOST_TRIES = 40

/** Several at once on an empty database, and others that are killed at moments of the work: the schema is as by one run. */
export async function migrateAtOnce(
  scope: Scope,
  report: Report,
  at_once: number,
  kills: number,
): Promise<void> {
  const wanted = await describeSchema((await createTestDatabase(scope)).url)
  const { url } = await createEmptyDatabase(scope)
  const runs = await Promise.all(Array.from({ length: at_once }, () => run(url)))
  report.check(
    `abuse: ${at_once} migrations at once on an empty database`,
    failureOf([
      ...runs.map(({ code, output }) => (code === 0 ? '' : `${code}: ${output}`)),
      ...(await compare(url, wanted)),
    ]),
  )
  // Alone, a run takes less than beside others: where one ends before its kill, the next kills come earlier.
  let whole_ms = runs.reduce((sum, { took_ms }) => sum + took_ms, 0) / at_once
  for (let n = 0, tries = 0; n < kills; tries += 1) {
    const { url: other } = await createEmptyDatabase(scope)
    const killed_ms = (whole_ms * (n + 1)) / (kills + 1)
    const killed = await run(other, killed_ms)
    if (killed.signal === null && tries < MOST_TRIES) {
      whole_ms = Math.min(whole_ms * 0.9, killed.took_ms)
      continue
    }
    const whole = await run(other)
    report.check(
      `abuse: a migration killed after ${killed_ms.toFixed(0)} ms, then a whole one`,
      failureOf([
        killed.signal === 'SIGKILL' ? '' : `It was not killed: ${killed.output}`,
        whole.code === 0 ? '' : whole.output,
        ...(await compare(other, wanted)),
      ]),
    )
    n += 1
  }
}

async function compare(url: string, wanted: string): Promise<string[]> {
  const found = await describeSchema(url)
  const applied: string[] = []
  await migrate(url, undefined, (line) => applied.push(line))
  return [
    found === wanted ? '' : 'The schema differs from that of a single run.',
    applied.length === 0 ? '' : `Applied again: ${applied.join(' ')}`,
  ]
}

async function run(url: string, kill_after_ms?: number) {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk))
  const began = performance.now()
  const ended = once(child, 'close')
  if (kill_after_ms !== undefined) {
    await Promise.race([sleep(kill_after_ms), ended])
    child.kill('SIGKILL')
  }
  const [code, signal] = await ended
  return { code, signal, took_ms: performance.now() - began, output: chunks.join('') }
}

/** Relations, columns, constraints, indexes, triggers, functions and the rows of a new database, as text. */
async function describeSchema(url: string): Promise<string> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ line: string }>(DESCRIBE)
    return rows.map(({ line }) => line).join('\n')
  } finally {
    await client.end()
  }
}

const DESCRIBE = `
  with relation as (
    select c.*, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'graphile_worker')
  )
  select concat_ws(' ', 'relation', nspname, relname, relkind, reloptions, obj_description(oid)) as line from relation where relkind in ('r', 'v', 'S')
  union all
  select concat_ws(' ', 'column', r.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
  from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum where r.relkind in ('r', 'v')
  union all
  select concat_ws(' ', 'constraint', r.relname, o.conname, pg_get_constraintdef(o.oid), o.convalidated) from relation r join pg_constraint o on o.conrelid = r.oid
  union all
  select pg_get_indexdef(oid) from relation where relkind = 'i'
  union all
  select concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled) from relation r join pg_trigger t on t.tgrelid = r.oid where not t.tgisinternal
  union all
  select pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'graphile_worker') and p.prokind = 'f'
  union all
  select concat_ws(' ', 'migration', name) from schema_migrations
  order by 1`
