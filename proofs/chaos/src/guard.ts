import { spawn } from 'node:child_process'

/** A shell that kills the process if this one is killed. @returns a function that ends the guard */
export function guard(pid: number): () => void {
  const script = 'IFS= read -r word; [ "$word" = dismissed ] || kill -9 "$1"'
  const shell = spawn('/bin/sh', ['-c', script, 'proof-guard', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.stdin.on('error', () => undefined)
  return () => void shell.stdin.end('dismissed\n')
}
