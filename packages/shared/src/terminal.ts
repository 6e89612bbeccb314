import type { PrettyOptions } from 'pino-pretty'

const FIRST_FRAME = /\n\s+at (.*)/

/** Log entries for a person at a terminal: one line each, an error by its message and the place where it was thrown. */
export const TERMINAL_LOG: PrettyOptions = {
  ignore: 'pid,hostname,service',
  singleLine: true,
  errorLikeObjectKeys: [], // else the stack takes lines of its own
  customPrettifiers: { err: (error) => describeError(error) },
}

function describeError(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error)
  const frame = 'stack' in error ? FIRST_FRAME.exec(String(error.stack))?.[1] : undefined
  const message = messageOf(error).replaceAll(/\s*\n\s*/g, ' ')
  return frame === undefined ? message : `${message} (at ${frame})`
}

/** With those of its causes. */
function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error)
  return 'cause' in error ? `${String(error.message)}: ${messageOf(error.cause)}` : String(error.message)
}
