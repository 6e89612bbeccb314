import { parseArgs, type ParseArgsConfig } from 'node:util'
import { OperatorError, UsageError } from '../errors.ts'
import { Progress } from './progress.ts'

type Options = NonNullable<ParseArgsConfig['options']>
type Values = Readonly<Record<string, string | boolean | undefined>>

export type Command = {
  help: string
  options: Options
  /** Whether words without a dash are taken, such as the name of what to do. */
  takesWords?: boolean
  /** It prints for as long as it runs, so no line says that it works. */
  isService?: boolean
  run(values: Values, words: readonly string[], output: Output): Promise<void>
}

/** Where a command prints; each text is one line or more, without the last line break. */
export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** Runs the command of this process, and sets its exit code. A terminal shows for how long it works. */
export async function runCommand(command: Command): Promise<void> {
  const progress = new Progress(command.isService === true ? {} : process.stderr)
  const output = {
    out: progress.clearing((text) => console.log(text)),
    err: progress.clearing((text) => console.error(text)),
  }
  const code = await execute(command, process.argv.slice(2), output).finally(() => progress.end())
  if (code !== 0) process.exitCode = code
}

/**
 * Parses the options and runs the command; `--help` prints its help. A fault is printed as a sentence: exit code 1, or 2 for wrong
 * usage.
 */
export async function execute(command: Command, args: readonly string[], output: Output): Promise<0 | 1 | 2> {
  try {
    const { values, words } = parse(command, args)
    if (values.help) output.out(command.help)
    else await command.run(values, words, output)
    return 0
  } catch (error) {
    output.err(explain(error))
    return error instanceof UsageError ? 2 : 1
  }
}

function parse(command: Command, args: readonly string[]): { values: Values; words: string[] } {
  const options: Options = { ...command.options, help: { type: 'boolean', short: 'h' } }
  // pnpm passes the `--` of `pnpm migrate -- --help` on.
  const rest = args[0] === '--' ? args.slice(1) : [...args]
  try {
    const allowPositionals = command.takesWords === true
    const { values, positionals } = parseArgs({ args: rest, options, strict: true, allowPositionals })
    const single = Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : value,
    ])
    return { values: Object.fromEntries(single), words: positionals }
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${command.help}`)
  }
}

function explain(error: unknown): string {
  if (error instanceof OperatorError) return error.message
  if (!(error instanceof Error)) return String(error)
  // An error of the operating system names the file or address, so the stack adds nothing.
  return 'syscall' in error ? `${error.message}.` : (error.stack ?? error.message)
}
