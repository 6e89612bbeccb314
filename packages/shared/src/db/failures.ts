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
 * a statement cut off by its time limit, refused credentials, a database or schema that is not there (yet).
 */
const SERVER_AWAY =
  /^(?:08...|57P0.|53...|58...|25006|25P03|57014|55P03|28...|3D000|3F000|42P01|42883|40P01|40001)$/

/** The same request may succeed once the database is back; nothing is wrong with the request. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return SOCKET_CODES.has(code) || SERVER_AWAY.test(code)
  return error instanceof Error && CODELESS.test(error.message)
}

/** Two transactions stood in each other's way; the loser may simply try again. */
export function isTransactionConflict(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40P01' || code === '40001'
}

/** Data, constraint or size: the same values would be refused for ever, others beside them not. */
export function isRefusedForItsContent(error: unknown): boolean {
  return /^(?:22|23|54)/.test(codeOf(error) ?? '')
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
