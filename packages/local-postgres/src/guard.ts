import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Layout } from './layout.ts'

export type Guard = { dismiss(): Promise<void> }

const DISMISSED = 'dismissed'

/**
 * Arguments: pid of the server, seconds, lock file of the server, folder to remove. Its input ends when the starter
 * does. Then the clients of the database get the seconds to end, unless another start replaces the server meanwhile.
 */
const SCRIPT = `
IFS= read -r line
[ "$line" = ${DISMISSED} ] && exit 0
sleep "$2"
[ "$(head -n 1 "$3" 2>/dev/null)" = "$1" ] || exit 0
if [ -z "$4" ]; then kill -INT "$1"; exit 0; fi
kill -QUIT "$1"
while [ -e "$3" ]; do sleep 0.1; done
rm -rf "$4"
`

/** A shell that outlives this process and stops the server if this process is killed before it calls `dismiss`. */
export function spawnGuard(options: {
  pid: number
  layout: Layout
  graceSeconds: number
  /** A folder to remove when the server has ended; the server then ends without a shutdown checkpoint. */
  remove: string | undefined
}): Guard {
  if (process.platform === 'win32') return { dismiss: async () => undefined }
  const { pid, layout, graceSeconds, remove = '' } = options
  const args = [String(pid), String(graceSeconds), layout.postmasterPid, remove]
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
