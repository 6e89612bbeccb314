import { createTestDatabase } from '@dutybell/testing/cluster'
import { execute } from '@dutybell/shared/lifecycle/run-command'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { test } from 'tap'
import { importCommand } from '../src/import-csv/command.ts'

const PROGRAM = join(import.meta.dirname, '..', 'src', 'import-csv.ts')

test('import-csv', async (t) => {
  const { url } = await createTestDatabase(t)
  const client = new Client({ connectionString: url })
  await client.connect()
  const folder = await mkdtemp(join(tmpdir(), 'import-csv-'))
  t.teardown(async () => {
    await client.end()
    await rm(folder, { recursive: true })
  })
  const file = async (name: string, text: string) => {
    const path = join(folder, name)
    await writeFile(path, text)
    return path
  }
  const importCsv = async (...args: string[]) => {
    const printed = { out: '', err: '' }
    const code = await execute(importCommand({ DATABASE_URL: url }), args, {
      out: (text) => (printed.out += `${text}\n`),
      err: (text) => (printed.err += `${text}\n`),
    })
    return { code, ...printed }
  }
  const people = await file('people.csv', 'Name,Mobile,Team\nAhmed Ali,98765 43210,A\nFatima,12,B\n')
  const duties = await file('duties.csv', 'Name,Date,Duty\nAhmed Ali,5 March 2100,Fajar Azaan\n')

  await t.test('a dry run prints the fate of the rows and writes nothing', async (t) => {
    const { code, out } = await importCsv('registrations', people, '--dry-run')
    t.equal(code, 0)
    t.match(out, /^line 3: refused: phone_number: No mobile phone has this number/m)
    t.match(out, /^Ignored columns: Team\.$/m)
    t.match(out, /^Dry run: 2 rows, 1 would be created, 0 unchanged, 1 refused\.$/m)
    t.equal((await client.query('select from registrations')).rowCount, 0)
  })

  await t.test('people, then their duties, with progress and one entry of the audit log each', async (t) => {
    const first = await importCsv('registrations', people, '--notify', 'never')
    t.match(first, { code: 0, out: /2 rows, 1 created, 0 unchanged, 1 refused\.$/m })
    if (!process.stderr.isTTY) t.match(first.err, /^2 of 2 rows$/m)
    const second = await importCsv('duty-assignments', duties, '--notify', 'later')
    t.match(second, { code: 0, out: /^line 2: found_by_name: [\s\S]*1 rows, 1 created/m })
    const { rows } = await client.query(
      `select actor, action, request_id from audit_log where action like '%imported' order by id`,
    )
    t.same(rows, [
      { actor: userInfo().username, action: 'registrations.imported', request_id: null },
      { actor: userInfo().username, action: 'duty_assignments.imported', request_id: null },
    ])
    t.equal((await client.query('select from outbox')).rowCount, 0)
  })

  await t.test('wrong usage, exit code 2; a file that cannot be read, 1', async (t) => {
    for (const args of [
      ['registrations', people],
      ['registrations', people, '--notify', 'later'],
      ['people', people, '--notify', 'never'],
      ['registrations', '--notify', 'never'],
    ]) {
      t.match(await importCsv(...args), { code: 2, out: '', err: /notify|file|registrations or/i })
    }
    const missing = join(folder, 'missing.csv')
    t.match(await importCsv('registrations', missing, '--notify', 'now'), { code: 1, err: /no such file/ })
    const empty = await file('empty.csv', '')
    t.match(await importCsv('registrations', empty, '--notify', 'now'), {
      code: 1,
      err: /^The file is empty/,
    })
  })

  await t.test('the program itself runs', async (t) => {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, '--help'])
    t.match(stdout, /^Usage: pnpm import-csv registrations FILE/)
  })
})
