import t, { test } from 'tap'
import { migrate } from '@dutybell/shared/db/migrate'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Pool } from 'pg'
import { simulatePace } from '../src/pace/simulate-pace.ts'
import type { Part } from '../src/part.ts'
import { apiPart } from '../src/parts/api.ts'
import { pacePart } from '../src/parts/pace.ts'
import { receiptsPart } from '../src/parts/receipts.ts'
import { startPostgres } from '../src/postgres.ts'
import { startProvider } from '../src/provider/start-provider.ts'

const MAIN = fileURLToPath(import.meta.resolve('../src/main.ts'))

// Both parts use one server, because initdb takes seconds.
const postgres = await startPostgres()
t.teardown(() => postgres.stop())
const provider = await startProvider()
t.teardown(() => provider.stop())

test('bench: an unknown option or part, the usage and exit code 2', async (t) => {
  for (const wrong of ['--fast', 'drian']) {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, wrong], { encoding: 'utf8' })
    t.equal(status, 2, wrong)
    t.match(stderr, /^(?:Unknown option '--fast'|There is no part called drian\.).*\n\npnpm bench \[part …\]/)
  }
})

test('bench api: the API beside the two-row insert, their rates and the CPU of Postgres', async (t) => {
  const rows = await runShort(apiPart, ['dutybell', 'two-row insert'])
  for (const name of ['two-row insert', 'dutybell']) {
    const [rate, , of_two_rows, , p99, , postgres_cpu] = rows.get(name) ?? []
    for (const value of [rate, of_two_rows, p99, postgres_cpu]) t.match(value, /^[\d,.]+$/, name)
  }
  t.match(rows.get('registrations per second, of the two-row insert'), [/^\d/, '≥ 0.5'])
  t.match(rows.get("Postgres' CPU per registration, of the two-row insert"), [/^\d/, '≤ 2.5'])
})

test('bench receipts: CPU of Postgres per receipt, WAL and bytes per message', async (t) => {
  const rows = await runShort(receiptsPart)
  for (const way of [
    'one in a body',
    'hundreds in a body',
    'a body without receipts',
    'bare update of its rows',
  ])
    t.match(rows.get(`dutybell, ${way}`), [/^\d/, /^\d/, /^\d/], way)
  t.match(rows.get("Postgres' CPU per receipt, by hundreds, of the bare update"), [/^\d/, '≤ 2'])
  const [bytes, wanted] = rows.get('bytes per finished message, after vacuum full') ?? []
  t.ok(Number(bytes?.replaceAll(',', '')) > 500, `${bytes} bytes`)
  t.equal(wanted, '≤ 1,300')
})

test('bench pace: a provider with a limit, in simulated time', async (t) => {
  const rows = await runShort(pacePart)
  const [refusing = NaN] = numbersOf(rows, 'refuses 2 of 100 at random')
  t.ok(refusing >= 60, `2 of 100 are refused: ${refusing} a second`)
  const [limited = NaN, refused = NaN] = numbersOf(rows, 'takes 10 a second')
  t.ok(limited >= 8 && limited <= 10, `10 are taken: ${limited} a second`)
  t.ok(refused < 5, `10 are taken: ${refused} of 100 refused`)
})

test('bench pace: a single refusal cuts the pace, the simulation shows it', async (t) => {
  const database = await postgres.create()
  const pool = new Pool({ connectionString: database.url })
  t.teardown(async () => {
    await pool.end()
    await database.drop()
  })
  await migrate(database.url)
  const { rows } = await pool.query<{ definition: string }>(
    `select pg_get_functiondef(oid) as definition from pg_proc where proname = 'slow_channel'`,
  )
  const before = rows[0]?.definition ?? ''
  const mutated = before.replace('c_few constant integer := 5', 'c_few constant integer := 1')
  t.not(mutated, before)
  await pool.query(mutated)
  const provider = { name: 'refuses 2 of 100 at random', takes: null, refuses: 0.02, latency_ms: 100 }
  const { accepted_per_second } = await simulatePace(pool, provider, { seconds: 60, per_second: 80 })
  t.ok(accepted_per_second < 60, `${accepted_per_second} a second`)
})

function numbersOf(rows: ReadonlyMap<string, readonly string[]>, name: string): readonly number[] {
  return (rows.get(name) ?? []).map(Number)
}

/** The rows of a part's short form, by their first cell; without the earlier commit, which a run checks out and installs. */
async function runShort(
  part: Part,
  only?: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await part({ postgres, provider, short: true, only, baseline: async () => undefined })
  const rows = text.split('\n').filter((line) => line.startsWith('| '))
  return new Map(
    rows.map((row) => {
      const [name = '', ...cells] = row.split('|').slice(1, -1)
      return [name.trim(), cells.map((cell) => cell.trim())]
    }),
  )
}
