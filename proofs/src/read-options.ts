import { parseArgs, type ParseArgsConfig } from 'node:util'

type Options = NonNullable<ParseArgsConfig['options']>
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>['values']

/**
 * Reads the command line. Prints the usage and exits with 0 for `--help`, with 2 where the call is wrong.
 *
 * @param max_positional how many arguments without a name are taken
 */
export function readOptions<O extends Options>(
  usage: string,
  options: O,
  max_positional = 0,
): Values<O> & { positional: string[] } {
  const args = process.argv.slice(2).filter((argument) => argument !== '--')
  if (args.includes('--help')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: max_positional > 0 })
    if (positionals.length > max_positional) throw new Error(`Unexpected argument "${positionals.at(-1)}".`)
    return { ...values, positional: positionals }
  } catch (error) {
    exitWithUsage(usage, error instanceof Error ? error.message : String(error))
  }
}

/** @returns the number, or exits with 2 where it is no whole number above 0 */
export function readCount(usage: string, name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    exitWithUsage(usage, `${name} must be a whole number above 0, not "${text}".`)
  return Number(text)
}

export function exitWithUsage(usage: string, message: string): never {
  console.error(`${message}\n\n${usage}`)
  process.exit(2)
}
