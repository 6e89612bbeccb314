import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { migrate } from '@dutybell/shared/db/migrate'
import { commandDatabase } from './command-database.ts'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'

const help = `Usage: pnpm migrate

Brings the database of DATABASE_URL (unset: the embedded one that is running) to the newest schema, Dutybell's and
graphile-worker's. Safe to run again, and by several at once.

  -h, --help   this text

Exit codes: 0 migrated, 1 failed, 2 wrong usage.`

await runCommand({
  help,
  options: {},
  async run() {
    const statements = await migrate(await commandDatabase(readEnvironment()))
    console.log('The database has the newest schema.')
    if (statements.length === 0) return
    console.log(
      `\nThis role may not change its own settings. Only if the API is behind PgBouncer, run as an administrator:\n${statements.join('\n')}`,
    )
  },
})
