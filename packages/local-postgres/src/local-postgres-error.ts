/** A fault of the embedded database that a person can act on; the message says how. */
export class LocalPostgresError extends Error {
  override name = 'LocalPostgresError'
}
