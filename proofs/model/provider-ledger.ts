/** The provider's own record of requests, independent of its answers and callbacks. */

export interface Request {
  readonly delivery_id: string
  readonly attempt: number
  readonly recipient: string
}

export interface Taken extends Request {
  readonly provider_message_id: string
  /** `open` until a callback reports the outcome; the provider never reports both. */
  fate: 'open' | 'arrives' | 'fails'
}

export class ProviderLedger {
  readonly taken: Taken[] = []
  /** Requests that were written to the network and whose connection was closed before the answer. */
  readonly abandoned: Request[] = []

  take({ delivery_id, attempt, recipient }: Request): Taken {
    const provider_message_id = `wamid.${delivery_id}.${attempt}`
    const taken: Taken = { delivery_id, attempt, recipient, provider_message_id, fate: 'open' }
    this.taken.push(taken)
    return taken
  }

  delay(request: Request): void {
    this.abandoned.push(request)
  }

  /** The provider accepts the n-th abandoned request after all. */
  acceptAbandoned(n: number): void {
    const [request] = this.abandoned.splice(n, 1)
    if (request) this.take(request)
  }

  /** Requests of a delivery that were accepted and have not failed; more than one is a duplicate. */
  arrivalsOf(delivery_id: string): readonly Taken[] {
    return this.taken.filter((taken) => taken.delivery_id === delivery_id && taken.fate !== 'fails')
  }
}
