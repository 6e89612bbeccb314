import { SCOPES } from '@dutybell/shared/api-keys/scopes'
import { type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import { readEnvironment } from '@dutybell/shared/config/read-environment'
import { type Db, openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { userInfo } from 'node:os'
import { createKey } from './api-keys/create-key.ts'
import { describeKeys } from './api-keys/describe-keys.ts'
import { readLifetime, readName, readScopes } from './api-keys/read-options.ts'
import { findKeys } from './api-keys/queries.ts'
import { revokeKey } from './api-keys/revoke-key.ts'
import { commandDatabase } from './command-database.ts'
import { UsageError } from '@dutybell/shared/errors'
import { runCommand } from '@dutybell/shared/lifecycle/run-command'

const help = `Usage: pnpm api-keys create --name N --scopes S [--expires 90d] [--by WHO]
       pnpm api-keys list
       pnpm api-keys revoke PREFIX [--by WHO]

Makes, lists and revokes keys of the admin routes, beside those of ADMIN_API_KEYS, which have every scope. The secret
is printed once, alone on standard output, and kept nowhere. A key counts, and a revoked one stops counting, within
five seconds.

  --name N       whose key it is, as logs and the audit log call it: letters, digits, - and _
  --scopes S     what it may do, separated by commas: ${SCOPES.join(', ')}
                 (admin is all of them but pii; without pii addresses come masked)
  --expires T    for how long, in days or hours: 90d, 12h; without it until it is revoked
  --by WHO       who does this, for the audit log: your user name unless given
  -h, --help     this text

PREFIX is the eight characters that list shows, or the secret itself.

Exit codes: 0 done, 1 failed, 2 wrong usage.`

await runCommand({
  help,
  options: {
    name: { type: 'string' },
    scopes: { type: 'string' },
    expires: { type: 'string' },
    by: { type: 'string' },
  },
  takesWords: true,
  async run(values, [what, ...words]) {
    const by = typeof values['by'] === 'string' ? values['by'] : userName()
    switch (what) {
      case 'create': {
        requireWords(words, 0)
        const environment = readEnvironment()
        const wanted = {
          name: readName(values['name'], namesInEnvironment(environment)),
          scopes: readScopes(values['scopes']),
          lifetime: readLifetime(values['expires']),
        }
        const { secret, prefix } = await onDatabase(environment, (db) => createKey(db, wanted, by))
        console.error(
          `The key ${wanted.name} (${prefix}) may do: ${wanted.scopes.join(', ')}. Its secret, shown once:`,
        )
        console.log(secret)
        return
      }
      case 'list':
        requireWords(words, 0)
        console.log(await onDatabase(readEnvironment(), async (db) => describeKeys(await findKeys(db))))
        return
      case 'revoke': {
        const [prefix = ''] = requireWords(words, 1)
        const name = await onDatabase(readEnvironment(), (db) => revokeKey(db, prefix, by))
        console.log(`The key ${name} is revoked: within five seconds it opens nothing more.`)
        return
      }
      default:
        throw new UsageError(`Say what to do: create, list or revoke.\n\n${help}`)
    }
  },
})

function requireWords(words: readonly string[], count: number): readonly string[] {
  if (words.length === count) return words
  throw new UsageError(
    `${count === 0 ? 'Nothing is expected' : 'Give the one prefix'} after what to do.\n\n${help}`,
  )
}

async function onDatabase<Result>(
  environment: Environment,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  const { db } = openDatabase({
    connectionString: await commandDatabase(environment),
    applicationName: 'dutybell-api-keys',
    maxConnections: 1,
    log: createLogger({ service: 'api-keys', level: 'warn' }),
  })
  try {
    return await work(db)
  } finally {
    await db.destroy()
  }
}

/** Two keys of one name would be one in the log. */
function namesInEnvironment(environment: Environment): string[] {
  const { ADMIN_API_KEYS = [] } = loadConfig(environment, ['ADMIN_API_KEYS'])
  return ADMIN_API_KEYS.map(({ name }) => name)
}

function userName(): string {
  try {
    return userInfo().username
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return 'unknown' // a container's user may have no name
    throw error
  }
}
