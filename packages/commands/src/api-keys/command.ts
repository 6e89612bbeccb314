import { createKey } from '@dutybell/api/keys/create-key'
import { findKeys } from '@dutybell/api/keys/queries'
import { revokeKey } from '@dutybell/api/keys/revoke-key'
import { SCOPES } from '@dutybell/shared/api-keys/scopes'
import { type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import { type Db, openDatabase } from '@dutybell/shared/db/client'
import { createLogger } from '@dutybell/shared/logger'
import { describeKeys } from './describe-keys.ts'
import { readLifetime, readName, readScopes } from './read-options.ts'
import { commandDatabase } from '../command-database.ts'
import { OperatorError, UsageError } from '@dutybell/shared/errors'
import type { Command } from '@dutybell/shared/lifecycle/run-command'
import { userName } from '../user-name.ts'

const help = `Usage: pnpm api-keys create --name N --scopes S [--expires 90d] [--by WHO]
       pnpm api-keys list
       pnpm api-keys revoke PREFIX [--by WHO]

Creates, lists and revokes keys of the admin routes, beside those of ADMIN_API_KEYS, which have every scope. The secret
is printed once, alone on standard output, and is not stored. A new key is valid, and a revoked one invalid, within five
seconds.

  --name N       the owner's name in logs and the audit log: letters, digits, - and _
  --scopes S     the scopes, separated by commas: ${SCOPES.join(', ')}
                 (admin includes all except pii; without pii addresses are masked)
  --expires T    the lifetime in days or hours: 90d, 12h; without it, until it is revoked
  --by WHO       the actor for the audit log (default: the user name)
  -h, --help     this text

PREFIX is the eight characters that list shows, or the secret itself.

Exit codes: 0 done, 1 failed, 2 wrong usage.`

/** The command, which reads its settings from `environment`. */
export const apiKeysCommand = (environment: Environment): Command => ({
  help,
  options: {
    name: { type: 'string' },
    scopes: { type: 'string' },
    expires: { type: 'string' },
    by: { type: 'string' },
  },
  takesWords: true,
  async run(values, [what, ...words], { out, err }) {
    const name = typeof values['by'] === 'string' ? values['by'] : userName()
    const actor = { name, api_key_id: null, request_id: null }
    switch (what) {
      case 'create': {
        requireWords(words, 0)
        const wanted = {
          name: readName(values['name'], namesInEnvironment(environment)),
          scopes: readScopes(values['scopes']),
          lifetime: readLifetime(values['expires']),
        }
        const made = await onDatabase(environment, (db) => createKey({ db, actor }, wanted))
        if (made === undefined) {
          throw new OperatorError(
            `There is a key called ${wanted.name}: revoke it first, or give another name.`,
          )
        }
        const { secret, prefix } = made
        err(`The key ${wanted.name} (${prefix}) may do: ${wanted.scopes.join(', ')}. Its secret, shown once:`)
        out(secret)
        return
      }
      case 'list':
        requireWords(words, 0)
        out(await onDatabase(environment, async (db) => describeKeys(await findKeys(db))))
        return
      case 'revoke': {
        const [prefix = ''] = requireWords(words, 1)
        const revoked = await onDatabase(environment, (db) => revokeKey({ db, actor }, prefix))
        if (revoked === undefined) {
          throw new OperatorError(
            'No key has this prefix that is not revoked: pnpm api-keys list shows them all.',
          )
        }
        out(`The key ${revoked} is revoked: it is invalid within five seconds.`)
        return
      }
      default:
        throw new UsageError(`Give a subcommand: create, list or revoke.\n\n${help}`)
    }
  },
})

function requireWords(words: readonly string[], count: number): readonly string[] {
  if (words.length === count) return words
  throw new UsageError(
    `${count === 0 ? 'Give no words' : 'Give one prefix'} after the subcommand.\n\n${help}`,
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

/** Two keys with one name could not be distinguished in the log. */
function namesInEnvironment(environment: Environment): string[] {
  const { ADMIN_API_KEYS = [] } = loadConfig(environment, ['ADMIN_API_KEYS'])
  return ADMIN_API_KEYS.map(({ name }) => name)
}
