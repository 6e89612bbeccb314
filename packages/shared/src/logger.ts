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
    formatters: { level: (label: string) => ({ level: label }) },
  }
  if (destination) return pino(options, destination)
  if (!process.stdout.isTTY) return pino(options)
  const pretty = prettyFactory({ ...TERMINAL_LOG, colorize: process.stdout.hasColors() })
  return pino(options, { write: (line) => void process.stdout.write(pretty(line)) })
}
