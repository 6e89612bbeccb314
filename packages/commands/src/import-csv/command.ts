import { importDutyAssignments } from '@dutybell/api/imports/import-duty-assignments'
import { importRegistrations } from '@dutybell/api/imports/import-registrations'
import type { Import, ImportInput, RowResult } from '@dutybell/api/imports/run-import'
import { type Environment, loadConfig } from '@dutybell/shared/config/load-config'
import { openDatabase } from '@dutybell/shared/db/client'
import { AppError, OperatorError, UsageError } from '@dutybell/shared/errors'
import type { Command, Output } from '@dutybell/shared/lifecycle/run-command'
import { createLogger } from '@dutybell/shared/logger'
import { Waker } from '@dutybell/shared/outbox/wake'
import { readFile } from 'node:fs/promises'
import { commandDatabase } from '../command-database.ts'
import { userName } from '../user-name.ts'

const help = `Usage: pnpm import-csv registrations FILE --notify now|never [--dry-run]
       pnpm import-csv duty-assignments FILE --notify now|later|never [--dry-run]

Imports the rows of a CSV file; docs/importing.md describes its columns. Prints each row that was refused or has
a warning, with its line, and the counts. Refused rows are left out: correct them and import the file again,
which changes nothing about the other rows.

  --notify N   whether people get messages; may be left out in a dry run
  --dry-run    print what would become of each row, and change nothing
  -h, --help   this text

Exit codes: 0 done, also where rows were refused; 1 failed, 2 wrong usage.`

const REGISTRATION_NOTIFY = ['now', 'never'] as const
const DUTY_NOTIFY = ['now', 'later', 'never'] as const

export function importCommand(environment: Environment): Command {
  return {
    help,
    options: { notify: { type: 'string' }, 'dry-run': { type: 'boolean' } },
    takesWords: true,
    async run({ notify, 'dry-run': dry }, words, output) {
      const [kind, file, ...more] = words
      if (file === undefined || more.length > 0) throw new UsageError(`Name one file.\n\n${help}`)
      const dry_run = dry === true
      const read = async () => ({ bytes: await readFile(file), dry_run, ...progress(output) })
      if (kind === 'registrations') {
        const input = { notify: readNotify(notify, REGISTRATION_NOTIFY, dry_run), ...(await read()) }
        await withContext(environment, output, (ctx) => importRegistrations(ctx, { ...TRACE, ...input }))
      } else if (kind === 'duty-assignments') {
        const input = { notify: readNotify(notify, DUTY_NOTIFY, dry_run), ...(await read()) }
        await withContext(environment, output, (ctx) => importDutyAssignments(ctx, { ...TRACE, ...input }))
      } else throw new UsageError(`Import registrations or duty-assignments.\n\n${help}`)
    },
  }
}

const TRACE = { traceparent: null }

type Context = Parameters<typeof importDutyAssignments>[0]

async function withContext(
  environment: Environment,
  output: Output,
  run: (ctx: Context) => Promise<Import>,
): Promise<void> {
  const config = loadConfig(environment, ['TIME_ZONE', 'DEFAULT_COUNTRY', 'META_WA_TEMPLATE_LANGUAGE'])
  const connectionString = await commandDatabase(environment)
  const log = createLogger({ service: 'import-csv', level: 'warn' })
  const applicationName = 'dutybell-import-csv'
  const { db, pool } = openDatabase({ connectionString, applicationName, maxConnections: 2, log })
  const waker = new Waker({ pool, log })
  try {
    const imported = await run({
      db,
      waker,
      time_zone: config.TIME_ZONE,
      default_country: config.DEFAULT_COUNTRY,
      template_languages: config.META_WA_TEMPLATE_LANGUAGE,
      actor: { name: userName(), api_key_id: null, request_id: null },
    })
    print(imported, output)
  } catch (error) {
    throw error instanceof AppError ? new OperatorError(error.message, { cause: error }) : error
  } finally {
    await waker.close()
    await db.destroy()
  }
}

function readNotify<Notify extends string>(
  typed: string | boolean | undefined,
  choices: readonly Notify[],
  dry_run: boolean,
): Notify | 'never' {
  const notify = choices.find((choice) => choice === typed)
  if (notify !== undefined) return notify
  if (typed === undefined && dry_run) return 'never'
  throw new UsageError(`Say with --notify whether people get messages: ${choices.join(', ')}.`)
}

/** One line that is written over on a terminal; elsewhere a line for each chunk. */
function progress({ err }: Output): Pick<ImportInput<string>, 'onProgress'> {
  return {
    onProgress(done, rows) {
      const line = `${done.toLocaleString('en')} of ${rows.toLocaleString('en')} rows`
      if (process.stderr.isTTY) process.stderr.write(`\r${line}${done === rows ? '\n' : ''}`)
      else err(line)
    },
  }
}

function print({ dry_run, results, ignored_columns, ...counts }: Import, { out }: Output): void {
  for (const result of results) for (const line of describe(result)) out(line)
  if (ignored_columns.length > 0) out(`Ignored columns: ${ignored_columns.join(', ')}.`)
  const { rows, created, unchanged, refused } = counts
  out(
    `${dry_run ? 'Dry run: ' : ''}${rows} rows, ${created} ${dry_run ? 'would be created' : 'created'}, ${unchanged} unchanged, ${refused} refused.`,
  )
}

function describe(result: RowResult): string[] {
  const warnings = result.warnings.map((warning) => `line ${result.line}: ${warning}`)
  return result.outcome === 'refused'
    ? [`line ${result.line}: refused: ${result.refusal.message}`, ...warnings]
    : warnings
}
