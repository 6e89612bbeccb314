import { userInfo } from 'node:os'

/** The actor of a command in the audit log. */
export function userName(): string {
  try {
    return userInfo().username
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return 'unknown' // a container's user may have no name
    throw error
  }
}
