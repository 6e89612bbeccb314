import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createEmptyDatabase } from '@dutybell/testing/cluster'
import { test } from 'tap'

const PROGRAM = join(import.meta.dirname, '..', 'src', 'migrate.ts')

test('migrate: a new database, it says what it applied; again, nothing; --status shows and changes nothing', async (t) => {
  const { url } = await createEmptyDatabase(t)
  const run = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync(process.execPath, [PROGRAM, ...args], {
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: url },
    })
  t.match(run('--status'), {
    status: 0,
    stdout:
      /migrated last by release: none\.\nmissing {2}0001_baseline\n[^]*The database was never migrated: run pnpm migrate\.\n$/,
  })
  t.match(run(), {
    status: 0,
    stdout:
      /^Applied the migration 0001_baseline\.\n[^]*Applied \d+ functions\.\nMigrated graphile-worker to revision \d+\.\nThe database has the newest schema\.\n/,
  })
  t.match(run(), { status: 0, stdout: /^The database has the newest schema\.\n/ })
  t.match(run('--status'), {
    status: 0,
    stdout: /\napplied {2}0001_baseline\n[^]*The database has the newest schema\.\n$/,
  })
})
