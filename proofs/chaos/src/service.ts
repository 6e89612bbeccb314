import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseProxy } from '@dutybell/testing/database-proxy'
import { guard } from './guard.ts'

export interface ServiceOptions {
  readonly name: string
  readonly main: string
  readonly env: Readonly<Record<string, string>>
  readonly proxy: DatabaseProxy
  /** The base URL of its HTTP server. */
  readonly url: string
}

const RESTART_MS = 300 // the restart delay of an orchestrator
const NO_DATABASE = 'The database (DATABASE_URL) cannot be used'
const KEPT_CHARACTERS = 20_000

/** A service process as in production, restarted after each exit. */
export class Service {
  readonly name: string
  readonly proxy: DatabaseProxy
  readonly url: string
  readonly #options: ServiceOptions
  /** Exits that the run did not cause. */
  readonly own_ends: string[] = []
  readonly errors: string[] = []
  #child: ChildProcess | undefined
  #output = ''
  #wanted = false
  #killed = false
  #running: Promise<void> | undefined

  constructor(options: ServiceOptions) {
    this.#options = options
    this.name = options.name
    this.proxy = options.proxy
    this.url = options.url
  }

  start(): void {
    this.#wanted = true
    this.#running ??= this.#run()
  }

  /** SIGKILL; the service is restarted. */
  kill(): void {
    this.#killed = true
    this.#child?.kill('SIGKILL')
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  /** SIGTERM, as in a rolling update; the service is restarted. */
  terminate(): void {
    this.#killed = true
    this.#child?.kill('SIGTERM')
  }

  async stop(): Promise<void> {
    this.#wanted = false
    this.thaw()
    this.kill()
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#wanted) {
      this.#killed = false
      this.#output = ''
      const { PATH, NODE_COMPILE_CACHE } = process.env
      const child = spawn(process.execPath, [this.#options.main], {
        env: { PATH, NODE_COMPILE_CACHE, LANG: 'C.UTF-8', ...this.#options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      this.#child = child
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => this.#keep(text))
      }
      const dismiss = guard(child.pid ?? 0)
      const [code, signal] = await once(child, 'close')
      dismiss()
      // Started while the database is away, a service says so and ends.
      if (!this.#killed && !this.#output.includes(NO_DATABASE)) {
        this.own_ends.push(
          `${this.name} ended by itself (${String(code ?? signal)}): ${this.#output.slice(-600)}`,
        )
      }
      if (this.#wanted) await sleep(RESTART_MS)
    }
  }

  #keep(text: string): void {
    this.#output = (this.#output + text).slice(-KEPT_CHARACTERS)
    for (const line of text.split('\n'))
      if (/"level":"(?:error|fatal)"/.test(line)) this.errors.push(`${this.name} ${line}`)
  }
}
