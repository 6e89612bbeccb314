/** The moments at which a process can be stopped; each trap fires for one message. */
export type Moment = 'request_arrived' | 'message_taken' | 'mail_in_data' | 'mail_taken' | 'webhook_answered'

type Waiting = { readonly moment: Moment; readonly by: string; readonly act: () => void }

export class Catches {
  #waiting: Waiting[] = []

  /** Runs `act` in the tick of the moment; resolves to whether the moment came. */
  async catchAt(moment: Moment, by: string, act: () => void, within_ms: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const waiting: Waiting = {
      moment,
      by,
      act: () => {
        act()
        resolve(true)
      },
    }
    this.#waiting.push(waiting)
    const timer = setTimeout(() => resolve(false), within_ms)
    const came = await promise
    clearTimeout(timer)
    this.#waiting = this.#waiting.filter((other) => other !== waiting)
    return came
  }

  isSet(moment: Moment, by: string): boolean {
    return this.#waiting.some((waiting) => waiting.moment === moment && waiting.by === by)
  }

  /** @returns whether a trap fired */
  reach(moment: Moment, by: string): boolean {
    const found = this.#waiting.find((waiting) => waiting.moment === moment && waiting.by === by)
    if (!found) return false
    this.#waiting = this.#waiting.filter((other) => other !== found)
    found.act()
    return true
  }
}
