import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Layout } from './layout.ts'

export type Guard = { dismiss(): Promise<void> }

const DISMISSED = 'dismissed'

/**
 * A small shell that outlives us: when we are gone without having dismissed it (SIGKILL), it waits for those who still
 * use the database to finish, and stops it, unless another start has taken over.
 */
const SCRIPT = `
IFS= read -r word
[ "$word" = ${DISMISSED} ] && exit 0
left=$2
while [ "$left" -gt 0 ]; do
  [ "$(head -n 1 "$3" 2>/dev/null)" = "$1" ] || exit 0
  sleep 1
  left=$((left - 1))
done
[ "$(head -n 1 "$3" 2>/dev/null)" = "$1" ] || exit 0
kill -INT "$1"
[ -n "$4" ] || exit 0
while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
rm -rf "$4"
`

export function spawnGuard(options: {
  pid: number
  layout: Layout
  graceSeconds: number
  /** A folder to remove in the end. */
  remove: string | undefined
}): Guard {
  if (process.platform === 'win32') return { dismiss: async () => undefined }
  const args = [
    String(options.pid),
    String(options.graceSeconds),
    options.layout.postmasterPid,
    options.remove ?? '',
  ]
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'dutybell-guard', ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const closed = once(child, 'close')
  child.stdin.on('error', () => undefined)
  return {
    async dismiss() {
      child.stdin.end(`${DISMISSED}\n`)
      await closed
    },
  }
}
