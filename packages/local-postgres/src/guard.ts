import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Layout } from './layout.ts'

export type Guard = { dismiss(): Promise<void> }

/**
 * Arguments: pid of the server, seconds, lock file of the server, folder to remove. A line dismisses it; its input ends
 * without one when the starter is killed. Then the clients of the database get the seconds to end.
 */
const SCRIPT = `
IFS= read -r line && exit
sleep "$2"
[ "$(head -n 1 "$3")" = "$1" ] && kill -QUIT "$1"
[ -n "$4" ] || exit
while [ -e "$3" ]; do sleep 0.1; done
rm -rf "$4"
`

/**
 * A shell that outlives this process and stops the server if this process is killed before it calls `dismiss`.
 *
 * @param folder is removed when the server has ended
 */
export function spawnGuard(pid: number, layout: Layout, graceSeconds: number, folder = ''): Guard {
  if (process.platform === 'win32') return { dismiss: async () => undefined }
  const args = [String(pid), String(graceSeconds), layout.postmasterPid, folder]
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'dutybell-guard', ...args], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const closed = once(child, 'close')
  child.stdin.on('error', () => undefined)
  return {
    async dismiss() {
      child.stdin.end('\n')
      await closed
    },
  }
}
