/** A message that the provider took, as the provider records it. */
export interface Taken {
  readonly channel: 'whatsapp' | 'email'
  readonly delivery_id: string
  /** Mail does not tell. */
  readonly attempt: number | null
  readonly to: string
  readonly template: string | null
  readonly parameters: readonly string[]
  readonly message_id: string
  readonly at_ms: number
  /** When the API first answered 200 to a callback about it; null: never. */
  called_back_ms: number | null
}

export class Ledger {
  readonly taken: Taken[] = []

  take(message: Omit<Taken, 'at_ms' | 'called_back_ms'>): Taken {
    const taken = { ...message, at_ms: Date.now(), called_back_ms: null }
    this.taken.push(taken)
    return taken
  }
}
