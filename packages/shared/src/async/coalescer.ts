/** Serves what is asked for in turns, one after the other: what comes during a turn is served together by the next. */
export class Turns<Item> {
  readonly #serve: (take: () => readonly Item[]) => Promise<void>
  readonly #asked = new Set<Item>()
  #running: Promise<void> | undefined

  /** @param serve one turn; must not throw. What is asked for until it calls `take` belongs to it */
  constructor(serve: (take: () => readonly Item[]) => Promise<void>) {
    this.#serve = serve
  }

  ask(item: Item): void {
    this.#asked.add(item)
    this.#running ??= this.#run()
  }

  /** Resolves when what was asked for so far is served. */
  async idle(): Promise<void> {
    await this.#running
  }

  async #run(): Promise<void> {
    while (this.#asked.size > 0) await this.#serve(this.#take)
    // In the same breath as the look at what is asked for: what comes after it starts the next run.
    this.#running = undefined
  }

  readonly #take = (): readonly Item[] => {
    const items = [...this.#asked]
    this.#asked.clear()
    return items
  }
}
