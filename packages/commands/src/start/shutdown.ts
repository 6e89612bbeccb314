import { readFileSync } from 'node:fs'
import { isAlive } from '@dutybell/local-postgres/postmaster'
import type { LocalPostgres } from '@dutybell/local-postgres/start-local-postgres'
import { OperatorError } from '@dutybell/shared/errors'
import type { ServiceProcess } from './service-process.ts'

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

// The process ends within 10 s. Each part is killed at this time after the request.
const SERVICES_MS = 8_000
const SIMULATOR_MS = 8_600
const POSTGRES_MS = 9_600

/** Listens for signals, and for the end of the pnpm or npx above: killed alone, they pass no signal on. */
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

/** The running parts. Reports a part that ends by itself, and stops all of them in order. */
export class Parts {
  readonly #onEnd: (error: OperatorError) => void
  readonly #services: ServiceProcess[] = []
  #simulator: ServiceProcess | undefined
  #postgres: LocalPostgres | undefined
  #stopping = false

  constructor(onEnd: (error: OperatorError) => void) {
    this.#onEnd = onEnd
  }

  addService(service: ServiceProcess): void {
    this.#services.push(service)
    this.#watch(service.ended)
  }

  addSimulator(simulator: ServiceProcess): void {
    this.#simulator = simulator
    this.#watch(simulator.ended)
  }

  addPostgres(postgres: LocalPostgres, log: string): void {
    this.#postgres = postgres
    this.#watch(postgres.ended.then(() => `The embedded Postgres ended by itself; its log is ${log}.`))
  }

  /** API and notifier first, then the simulator, which may owe them answers; the database last. */
  async stop(force: AbortSignal): Promise<void> {
    this.#stopping = true
    const began = performance.now()
    const until = (moment: number): number => Math.max(moment - (performance.now() - began), 100)
    const kill = (): void => this.#kill()
    force.addEventListener('abort', kill)
    if (force.aborted) kill()
    await Promise.all(this.#services.map((service) => service.stop(until(SERVICES_MS))))
    await this.#simulator?.stop(until(SIMULATOR_MS))
    await this.#postgres?.stop(until(POSTGRES_MS))
    force.removeEventListener('abort', kill)
  }

  #kill(): void {
    for (const service of this.#services) service.kill()
    this.#simulator?.kill()
    this.#postgres?.kill()
  }

  #watch(ended: Promise<string>): void {
    void ended.then((sentence) => {
      if (!this.#stopping) this.#onEnd(new OperatorError(sentence))
    })
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
    if (RUNNER.test(parent.command)) known = above.length
    pid = parent.ppid
  }
  return above.slice(0, known)
}

function readProcess(pid: number): { command: string; ppid: number } | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    const ppid = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return ppid === undefined ? undefined : { command, ppid: Number(ppid) }
  } catch {
    return undefined
  }
}
