/** What the provider really did, whatever anybody was told of it. */

export interface Request {
  readonly delivery_id: string
  readonly attempt: number
  readonly recipient: string
}

export interface Taken extends Request {
  readonly provider_message_id: string
  /** `open` until a callback says what became of it; the provider never says both. */
  fate: 'open' | 'arrives' | 'fails'
}

export class ProviderLedger {
  readonly taken: Taken[] = []
  /** Written by us, and neither taken nor lost yet: nobody listens for the answer any more. */
  readonly on_the_way: Request[] = []

  take({ delivery_id, attempt, recipient }: Request): Taken {
    const provider_message_id = `wamid.${delivery_id}.${attempt}`
    const taken: Taken = { delivery_id, attempt, recipient, provider_message_id, fate: 'open' }
    this.taken.push(taken)
    return taken
  }

  delay(request: Request): void {
    this.on_the_way.push(request)
  }

  /** The n-th of those on the way comes to be taken after all. */
  arrive(n: number): void {
    const [request] = this.on_the_way.splice(n, 1)
    if (request) this.take(request)
  }

  /** What of a delivery was taken and has not failed: more than one is a double. */
  arrivalsOf(delivery_id: string): readonly Taken[] {
    return this.taken.filter((taken) => taken.delivery_id === delivery_id && taken.fate !== 'fails')
  }
}
