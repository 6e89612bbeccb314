import type { LocalPostgres } from '@dutybell/local-postgres/start-local-postgres'
import { OperatorError } from '@dutybell/shared/errors'
import type { ServiceProcess } from './service-process.ts'

/** Everything is gone within 10 s; these are the moments, counted from the request, at which patience ends. */
const SERVICES_MS = 8_000
const SIMULATOR_MS = 8_600
const POSTGRES_MS = 9_600

/** What runs: told when one ends by itself, and stopped in order. */
export class Parts {
  readonly #onFault: (fault: OperatorError) => void
  readonly #services: ServiceProcess[] = []
  #simulator: ServiceProcess | undefined
  #postgres: LocalPostgres | undefined
  #stopping = false

  constructor(onFault: (fault: OperatorError) => void) {
    this.#onFault = onFault
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
    this.#watch(postgres.ended.then(() => `The embedded Postgres ended by itself; ${log} may say why.`))
  }

  /** API and notifier first, then the simulator, from which they may still await answers; the database last. */
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
      if (!this.#stopping) this.#onFault(new OperatorError(sentence))
    })
  }
}
