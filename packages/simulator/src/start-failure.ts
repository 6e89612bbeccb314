/** What a person can do about it, one sentence for each mistake. */
export function describeStartFailure(cause: unknown): string[] {
  if (!(cause instanceof Error)) return ['The simulator could not start.']
  const port = 'port' in cause ? String(cause.port) : 'it wants'
  const code = 'code' in cause ? cause.code : undefined
  if (code === 'EADDRINUSE') {
    return [`Port ${port} is in use: stop what listens there, or set SIMULATOR_PORT or SIMULATOR_SMTP_PORT.`]
  }
  if (code === 'EACCES') return [`Port ${port} may not be listened on by this user: choose one above 1023.`]
  return cause.message.split('\n')
}
