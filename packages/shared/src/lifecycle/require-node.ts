const OLDEST_MAJOR = 26 // Temporal and crypto.randomUUIDv7

/**
 * Refuses an older Node in one sentence, with exit code 1. Older versions cannot link the modules of the services, so an entry point
 * has no other static import and imports the rest after this.
 */
export function requireNode(version = process.versions.node): boolean {
  if (Number(version.split('.')[0]) >= OLDEST_MAJOR) return true
  console.error(`Dutybell needs Node ${OLDEST_MAJOR} or later, and this is Node ${version}: install it.`)
  process.exitCode = 1
  return false
}
