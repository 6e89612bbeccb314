import { loadNotifierConfig, type NotifierConfig } from '@dutybell/notifier/config'
import { countOutcomes, runPreflight } from '@dutybell/notifier/preflight/run-preflight'
import { findRunningPostgres } from '@dutybell/local-postgres/existing-database'
import { ConfigError, type Environment } from '@dutybell/shared/config/load-config'
import { openDatabase } from '@dutybell/shared/db/client'
import { OperatorError } from '@dutybell/shared/errors'
import type { Command, Output } from '@dutybell/shared/lifecycle/run-command'
import { createLogger } from '@dutybell/shared/logger'
import { type PreflightLine, storePreflightResults } from '@dutybell/shared/preflight/results'
import { dataDirOf } from '../data-dir.ts'

const help = `Usage: pnpm preflight [--json]

Checks what a message needs on its way, with the environment of the notifier: the token, the number, the templates
and the subscriptions at Meta, the webhook, the mail server and its DNS, the database, the clocks, the processes.
Nothing is sent to anybody. Each line says ok, warning or failure and what to do; docs/preflight.md explains them.
The results are stored for the console.

  --json       print one JSON object with all lines
  -h, --help   this text

Exit codes: 0 no failure, 1 a failure, 2 wrong usage.`

const MAX_CONNECTIONS = 4

/** @param dns_servers in place of those of the machine */
export function preflightCommand(environment: Environment, dns_servers?: readonly string[]): Command {
  return {
    help,
    options: { json: { type: 'boolean' } },
    async run({ json }, _words, output) {
      const print = (lines: readonly PreflightLine[]) => {
        if (json !== true) for (const line of lines) output.out(describe(line))
      }
      const lines = await check(environment, dns_servers, print, output)
      const counts = countOutcomes(lines)
      if (json === true) output.out(JSON.stringify({ ...counts, results: lines }, null, 2))
      else output.out(`\n${counts.ok} ok, ${counts.warning} warnings, ${counts.failure} failures`)
      if (counts.failure > 0) throw new OperatorError('Preflight found failures: see above.')
    },
  }
}

async function check(
  environment: Environment,
  dns_servers: readonly string[] | undefined,
  onLines: (lines: readonly PreflightLine[]) => void,
  output: Output,
): Promise<readonly PreflightLine[]> {
  const config = readConfig(await withDatabase(environment))
  if ('faults' in config) {
    const lines = config.faults.map(configurationFault)
    onLines(lines)
    return lines
  }
  const { db } = openDatabase({
    connectionString: config.DATABASE_URL,
    applicationName: 'dutybell-preflight',
    maxConnections: MAX_CONNECTIONS,
    log: createLogger({ service: 'preflight', level: 'silent' }), // a lost connection is a line
  })
  try {
    const { signal } = new AbortController()
    const lines = await runPreflight({
      config,
      db,
      signal,
      onLines,
      ...(dns_servers === undefined ? {} : { dns_servers }),
    })
    const isUsable = !lines.some(
      ({ key, outcome }) => outcome === 'failure' && /^(?:database|migrations|rights)$/u.test(key),
    )
    if (isUsable) await storePreflightResults(db, lines)
    else output.err('The results are not stored for the console, because the database cannot be used.')
    return lines
  } finally {
    await db.destroy()
  }
}

/** Where DATABASE_URL is not set: the embedded database, if it runs. */
async function withDatabase(environment: Environment): Promise<Environment> {
  if (environment['DATABASE_URL']) return environment
  const DATABASE_URL = await findRunningPostgres(dataDirOf(environment)).catch(() => undefined)
  return DATABASE_URL === undefined ? environment : { ...environment, DATABASE_URL }
}

function readConfig(environment: Environment): NotifierConfig | { readonly faults: readonly string[] } {
  try {
    return loadNotifierConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return { faults: error.faults }
    throw error
  }
}

function configurationFault(text: string, position: number): PreflightLine {
  return {
    key: `configuration:${position + 1}`,
    title: 'Configuration',
    outcome: 'failure',
    text,
    action: 'Correct the variable, and run preflight again: nothing else was checked.',
  }
}

function describe({ outcome, title, text, action }: PreflightLine): string {
  const line = `${outcome.padEnd('failure'.length)}  ${title}: ${text}`
  return action === null ? line : `${line}\n         → ${action}`
}
