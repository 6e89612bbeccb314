/** The part of a pino logger this package needs. */
export type Log = {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}
