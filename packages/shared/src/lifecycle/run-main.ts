import { ConfigError } from '../config/load-config.ts'
import { isDatabaseUnavailable, isSchemaMissing } from '../db/failures.ts'
import { messageOf, OperatorError } from '../errors.ts'

const MAX_CLOSING_MS = 5_000

/**
 * Runs a program's main. If it fails: one line per error on stderr, and exit code 1. The process then ends also where something was
 * left open: otherwise it would run without doing anything, and no orchestrator would start another.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    process.exitCode = 1
    for (const line of describeFailure(error)) process.stderr.write(`${line}\n`)
    setTimeout(() => process.exit(1), MAX_CLOSING_MS).unref()
  }
}

function describeFailure(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults
  if (error instanceof OperatorError) return [error.message]
  if (isDatabaseUnavailable(error) || isSchemaMissing(error)) {
    return [
      `The database (DATABASE_URL) cannot be used: ${messageOf(error)}. Start it or correct DATABASE_URL; a new one needs \`pnpm migrate\` first.`,
    ]
  }
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
}

/** @returns an OperatorError that names the variable to change; any other error unchanged */
export function explainListenError(
  error: unknown,
  listening: {
    host: string
    port: number
    variable: 'PORT' | 'NOTIFIER_PORT' | 'SIMULATOR_PORT' | 'METRICS_ADDRESS'
  },
): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const { host, port, variable } = listening
  const host_variable = variable === 'METRICS_ADDRESS' ? variable : 'HOST'
  switch (code) {
    case 'EADDRINUSE':
      return new OperatorError(
        `Port ${port} is taken: stop the process that listens on it, or set ${variable} to another port.`,
      )
    case 'EACCES':
      return new OperatorError(
        `This user may not listen on port ${port}: set ${variable} to a port above 1023.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new OperatorError(
        `This machine has no address ${host}: set ${host_variable} to one of its addresses, such as 127.0.0.1.`,
      )
    default:
      return error
  }
}
