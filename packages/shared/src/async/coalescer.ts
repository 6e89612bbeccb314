/** Runs one batch at a time: all items requested during a batch are the next batch. */
export class Coalescer<Item> {
  readonly #runBatch: (take: () => readonly Item[]) => Promise<void>
  readonly #requested = new Set<Item>()
  #running: Promise<void> | undefined

  /** @param runBatch must not throw; items requested before it calls `take` belong to the batch */
  constructor(runBatch: (take: () => readonly Item[]) => Promise<void>) {
    this.#runBatch = runBatch
  }

  request(item: Item): void {
    this.#requested.add(item)
    this.#running ??= this.#run()
  }

  /** Resolves when all items requested so far are processed. */
  async drained(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#requested.size > 0) await this.#runBatch(this.#take)
    // No await since the check of #requested: an item requested later starts a new run.
    this.#running = undefined
  }

  readonly #take = (): readonly Item[] => {
    const items = [...this.#requested]
    this.#requested.clear()
    return items
  }
}
