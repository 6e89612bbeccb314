import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { WORKSPACE_ROOT } from '@dutybell/shared/config/read-environment'
import { OperatorError } from '@dutybell/shared/errors'
import { isObject, parseJson } from '@dutybell/shared/json-object'

export type Print = (line: string) => void

export type ServiceProcess = {
  name: string
  /** A sentence: how it ended, and the reason if its output has one. */
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
  /** Called with each line of its output. */
  onLine: Print
  onErrorLine: Print
}

const ERROR_LEVELS = new Set(['error', 'fatal'])
const REMEMBERED_LINES = 20
const READY_POLL_MS = 100
const READY_ANSWER_MS = 2_000
const READY_MS = 60_000

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
  const onOutput = (pass: (line: string) => void) => (line: string) => {
    last.push(line)
    if (last.length > REMEMBERED_LINES) last.shift()
    pass(line)
  }
  if (child.stdout) createInterface({ input: child.stdout }).on('line', onOutput(onLine))
  if (child.stderr) createInterface({ input: child.stderr }).on('line', onOutput(onErrorLine))
  const ended = endOf(child).then((how) => `The ${name} ended${how}${reasonIn(last)}`)
  return {
    name,
    ended,
    stop: (withinMs) => stop(child, ended, withinMs),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Waits for a 200 of /readyz. Throws OperatorError when it does not come in time, and when the signal is aborted. */
export async function waitUntilReady(name: string, url: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + READY_MS
  let answer = 'no answer'
  while (performance.now() < deadline) {
    try {
      const response = await fetch(`${url}/readyz`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(READY_ANSWER_MS)]),
      })
      if (response.status === 200) return
      answer = `${response.status} ${await response.text()}`
    } catch {
      signal.throwIfAborted()
    }
    await sleep(READY_POLL_MS, undefined, { signal })
  }
  throw new OperatorError(
    `The ${name} is not ready after ${READY_MS / 1000} s; ${url}/readyz says: ${answer}.`,
  )
}

/** The last error in the output of a service, as the end of a sentence. */
export function reasonIn(lines: readonly string[]): string {
  const logged = lines.map(errorMessage).findLast((message) => message !== undefined)
  const plain =
    lines.findLast((line) => /^(?:\w*Error\b|Uncaught )/.test(line)) ??
    lines.findLast((line) => /^\w/.test(line) && !line.startsWith('Node.js v'))
  const reason = logged ?? plain?.trim()
  return reason ? `: ${reason.replace(/\.$/, '')}.` : '.'
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

function errorMessage(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined
  const entry = parseJson(line)
  if (!isObject(entry) || !('level' in entry) || !('msg' in entry)) return undefined
  return ERROR_LEVELS.has(String(entry.level)) ? String(entry.msg) : undefined
}
