import { readFileSync } from 'node:fs'
import { isAlive } from '@dutybell/local-postgres/postmaster'

export type StopRequests = {
  /** Aborted at the first request to stop. */
  stop: AbortSignal
  /** Aborted at the second request. */
  force: AbortSignal
  close(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const ONE_REQUEST_MS = 1_000 // Ctrl-C comes twice: from the terminal, and passed on by pnpm
const PARENT_CHECK_MS = 500
const RUNNER = /(^|[\s/\\])(pnpm|npm|npx)(\.[cm]?js)?(@\S+)?(\s|$)/
const MAX_PARENTS = 8

/** Listens for signals, and for the end of the pnpm or npx above, which pass no signal on when they alone are killed. */
export function listenForStop(): StopRequests {
  const stop = new AbortController()
  const force = new AbortController()
  let first: number | undefined
  const onSignal = (): void => {
    first ??= performance.now()
    stop.abort()
    if (performance.now() - first > ONE_REQUEST_MS) force.abort()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  const above = runners()
  const parentCheck = setInterval(() => {
    if (above.some((pid) => !isAlive(pid))) stop.abort()
  }, PARENT_CHECK_MS)
  return {
    stop: stop.signal,
    force: force.signal,
    close() {
      clearInterval(parentCheck)
      for (const signal of SIGNALS) process.off(signal, onSignal)
    },
  }
}

/** The parent processes up to the outermost npm, npx or pnpm, nearest first; none when a shell started this one. */
function runners(): number[] {
  if (process.platform !== 'linux') return []
  const above: number[] = []
  let known = 0
  for (let pid = process.ppid; pid > 1 && above.length < MAX_PARENTS;) {
    const parent = readProcess(pid)
    if (!parent) break
    above.push(pid)
    if (RUNNER.test(parent.words)) known = above.length
    pid = parent.ppid
  }
  return above.slice(0, known)
}

function readProcess(pid: number): { words: string; ppid: number } | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const ppid = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return ppid === undefined ? undefined : { words, ppid: Number(ppid) }
  } catch {
    return undefined
  }
}
