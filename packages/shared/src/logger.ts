import { pino, type DestinationStream, type Level, type Logger } from 'pino'
import { prettyFactory } from 'pino-pretty'
import { TERMINAL_LOG } from './terminal.ts'

export type { Logger } from 'pino'

/** What code needs that only logs; a transaction's lines are kept until it is committed. */
export interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

export interface LoggerOptions {
  readonly service: string
  readonly level: Level | 'silent'
  /** Where lines go instead of the process's output. */
  readonly destination?: DestinationStream
}

/** JSON lines; pretty only where a person is watching. */
export function createLogger({ service, level, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: loggableError },
    formatters: { level: (label: string) => ({ level: label }) },
  }
  if (destination) return pino(options, destination)
  if (!process.stdout.isTTY) return pino(options)
  const pretty = prettyFactory({ ...TERMINAL_LOG, colorize: process.stdout.hasColors() })
  return pino(options, { write: (line) => void process.stdout.write(pretty(line)) })
}

/** Without the row values that a database error contains: they are personal data. */
function loggableError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error ? error.code : undefined
  const constraint = 'constraint' in error ? error.constraint : undefined
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(error.cause === undefined ? {} : { cause: loggableError(error.cause) }),
    ...(error instanceof AggregateError ? { errors: error.errors.map(loggableError) } : {}),
  }
}
