/** What a thrown database error means, by SQLSTATE or by the socket's error code. */

/** Connecting failed or the connection broke. */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the socket file of a server that is not running
  'EPIPE',
])

/** The pool and the client give these no code. */
const CODELESS =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/

/**
 * Connection exceptions, shutting down or starting, too many connections, no disk, a standby that takes no writes,
 * a statement cut off by its time limit, refused credentials, a database that does not exist (yet).
 */
const SERVER_AWAY = /^(?:08...|57P0.|53...|58...|25006|25P03|57014|55P03|28...|3D000|40P01|40001)$/

/** A schema, table or function that does not exist: the database was never migrated, or the deployment is broken. */
const SCHEMA_MISSING = /^(?:3F000|42P01|42883)$/

/** The database cannot be used now: the same request may succeed later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return SOCKET_CODES.has(code) || SERVER_AWAY.test(code)
  return error instanceof Error && CODELESS.test(error.message)
}

/** Every connection of the pool, or of the server, is in use: the database itself is well. */
export function isOutOfConnections(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return code === '53300'
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect' // of the pool's queue
}

/** The database ended a statement that took too long, or that another program cancelled. */
export function isStatementCancelled(error: unknown): boolean {
  return codeOf(error) === '57014'
}

export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === '53100'
}

/** A hot standby, or a database that is set to read only. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === '25006'
}

/** Before the first migration a reason to wait; afterwards a broken deployment. */
export function isSchemaMissing(error: unknown): boolean {
  return SCHEMA_MISSING.test(codeOf(error) ?? '')
}

/** The pooler between does not keep prepared statements. */
export function isPreparingUnsupported(error: unknown): boolean {
  const code = codeOf(error)
  return code === '26000' || code === '42P05'
}

/** PgBouncer passes on only a few of the parameters that a connection may start with. */
export function isUnsupportedStartupParameter(error: unknown): boolean {
  return codeOf(error) === '08P01' && error instanceof Error && /startup parameter/.test(error.message)
}

/** Two transactions stood in each other's way; the loser may simply try again. */
export function isTransactionConflict(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40P01' || code === '40001'
}

/** A lock was not granted within `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03'
}

/** Data, constraint or size: the same values would be refused for ever, others beside them not. */
export function isRefusedForItsContent(error: unknown): boolean {
  return /^(?:22|23|54)/.test(codeOf(error) ?? '')
}

export function isPermissionDenied(error: unknown): boolean {
  return codeOf(error) === '42501'
}

/** Such as a time zone that does not exist. */
export function isInvalidValue(error: unknown): boolean {
  return codeOf(error) === '22023'
}

export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    codeOf(error) === '23505' &&
    error instanceof Error &&
    'constraint' in error &&
    error.constraint === constraint
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
