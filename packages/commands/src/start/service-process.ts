import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import type { Print } from './print.ts'
import { reasonIn } from './reason.ts'

export type ServiceProcess = {
  name: string
  /** A sentence that says how it ended, and why as far as it told. */
  ended: Promise<string>
  /** SIGTERM, and SIGKILL past the time. */
  stop(withinMs: number): Promise<void>
  kill(): void
}

export type ServiceOptions = {
  name: string
  /** The path of its main module. */
  entry: string
  env: Readonly<Record<string, string | undefined>>
  /** Each line the service writes to its output, as it is. */
  onLine: Print
  onErrorLine: Print
}

const REMEMBERED_LINES = 20

export function startService({ name, entry, env, onLine, onErrorLine }: ServiceOptions): ServiceProcess {
  const preload = new URL('stop-with-starter.ts', import.meta.url).href
  const child = spawn(process.execPath, ['--import', preload, entry], {
    cwd: WORKSPACE_ROOT,
    env: { ...env },
    // A group of its own: Ctrl-C reaches the whole group at once, and services must end in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const last: string[] = []
  const hear = (pass: (line: string) => void) => (line: string) => {
    last.push(line)
    if (last.length > REMEMBERED_LINES) last.shift()
    pass(line)
  }
  if (child.stdout) createInterface({ input: child.stdout }).on('line', hear(onLine))
  if (child.stderr) createInterface({ input: child.stderr }).on('line', hear(onErrorLine))
  const ended = endOf(child).then((how) => `The ${name} ended${how}${reasonIn(last)}`)
  return {
    name,
    ended,
    stop: (withinMs) => stop(child, ended, withinMs),
    kill: () => void child.kill('SIGKILL'),
  }
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'close')
    return signal === null ? ` with exit code ${code}` : ` by ${signal}`
  } catch (error) {
    return ` before it began (${error instanceof Error ? error.message : String(error)})`
  }
}

async function stop(child: ChildProcess, ended: Promise<string>, withinMs: number): Promise<void> {
  child.kill('SIGTERM')
  const deadline = setTimeout(() => child.kill('SIGKILL'), withinMs)
  await ended
  clearTimeout(deadline)
}
