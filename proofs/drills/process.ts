import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { UNSET_VARIABLES } from '@dutybell/testing/unset-variables'
import { guard } from '../chaos/src/guard.ts'

const READY_MS = 60_000
const POLL_MS = 50

export type Variables = Readonly<Record<string, string>>

export interface ProcessOptions {
  readonly name: 'api' | 'notifier'
  readonly env: Variables
  readonly port: number
  /** The checkout that it runs from. */
  readonly root: string
}

/** One service as an operator starts it. */
export class ServiceProcess {
  readonly url: string
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>
  #output = ''

  constructor({ name, env, port, root }: ProcessOptions) {
    this.url = `http://127.0.0.1:${port}`
    const { PATH, NODE_COMPILE_CACHE } = process.env
    const child = spawn(process.execPath, [`services/${name}/src/main.ts`], {
      cwd: root,
      env: { PATH, LANG: 'C.UTF-8', NODE_COMPILE_CACHE, ...UNSET_VARIABLES, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    const dismiss = guard(child.pid ?? 0)
    this.#ended = once(child, 'close').finally(dismiss)
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text))
  }

  /** Everything it wrote. */
  get output(): string {
    return this.#output
  }

  get exit_code(): number | null {
    return this.#child.exitCode
  }

  /** What `/readyz` answers; undefined before it listens. */
  async readiness(): Promise<{ status: number; text: string } | undefined> {
    const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
    return answer && { status: answer.status, text: await answer.text() }
  }

  /** @throws when it ends, or is not ready in time */
  async ready(
    is_ready: (text: string, status: number) => boolean = (_, status) => status === 200,
  ): Promise<this> {
    const deadline = performance.now() + READY_MS
    for (;;) {
      const found = await this.readiness()
      if (found && is_ready(found.text, found.status)) return this
      if (this.#child.exitCode !== null || performance.now() > deadline)
        throw new Error(`It is not ready: ${found?.text ?? ''}\n${this.#output.slice(-3_000)}`)
      await sleep(POLL_MS)
    }
  }

  async ended(): Promise<void> {
    await this.#ended
  }

  /** SIGTERM, as systemd stops it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#child.kill(signal)
    await this.#ended
  }
}
