import { type Environment } from '@dutybell/shared/config/load-config'
import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { openDatabase } from '@dutybell/shared/db/client'
import { migrate } from '@dutybell/shared/db/migrate'
import { readSchemaFiles } from '@dutybell/shared/db/schema-files'
import { readSchemaState, whyUnusable } from '@dutybell/shared/db/schema-state'
import { type Output, runCommand } from '@dutybell/shared/lifecycle/run-command'
import { createLogger } from '@dutybell/shared/logger'
import { commandDatabase } from './command-database.ts'

const help = `Usage: pnpm migrate [--status]

Brings the database of DATABASE_URL (unset: the embedded one that is running) to the newest schema, Dutybell's and
graphile-worker's, and says what it applied. Safe to run again, and by several at once.

  --status     shows what is applied and what is missing, and changes nothing
  -h, --help   this text

Exit codes: 0 migrated or shown, 1 failed, 2 wrong usage.`

await runCommand({
  help,
  options: { status: { type: 'boolean' } },
  async run(values, _, output) {
    const environment = readEnvironment()
    if (values['status'] === true) return showStatus(environment, output)
    const statements = await migrate(await commandDatabase(environment), undefined, output.out)
    output.out('The database has the newest schema.')
    if (statements.length === 0) return
    output.out(
      `\nThis role may not change its own settings. Only if the API is behind PgBouncer, run as an administrator:\n${statements.join('\n')}`,
    )
  },
})

async function showStatus(environment: Environment, { out }: Output): Promise<void> {
  const files = await readSchemaFiles()
  const { db } = openDatabase({
    connectionString: await commandDatabase(environment),
    applicationName: 'dutybell-migrate-status',
    maxConnections: 1,
    log: createLogger({ service: 'migrate', level: 'warn' }),
  })
  try {
    const state = await readSchemaState(db)
    out(
      `This release: ${files.release}. The database was migrated last by release: ${state.release ?? 'none'}.`,
    )
    const names = new Set([...state.migrations.keys(), ...files.migrations.map(({ name }) => name)])
    for (const name of [...names].toSorted())
      out(`${state.migrations.has(name) ? 'applied' : 'missing'}  ${name}`)
    const differing = files.functions.filter(({ name, hash }) => state.functions.get(name) !== hash)
    if (differing.length > 0) out(`Functions to apply: ${differing.length} of ${files.functions.length}.`)
    const faults = whyUnusable(files, state)
    out(faults.length === 0 ? 'The database has the newest schema.' : faults.join('\n'))
  } finally {
    await db.destroy()
  }
}
