const MEBIBYTE = 2 ** 20
const MAX_GROWTH_BYTES = 40 * MEBIBYTE // compiled code and caches of a warm process
const WARM_AFTER = 0.25 // of the readings

/** Reads the heap in use of the API: its minima are what a garbage collection leaves. */
export class MemoryWatch {
  readonly #port: number
  readonly #heap_bytes: number[] = []

  constructor(port: number) {
    this.#port = port
  }

  async read(): Promise<void> {
    const text = await (await fetch(`http://127.0.0.1:${this.#port}/metrics`)).text()
    const [, bytes] = /^nodejs_heap_size_used_bytes (\S+)/m.exec(text) ?? []
    this.#heap_bytes.push(Number(bytes))
  }

  /** The minimum in each quarter of the run, in mebibytes. */
  lowPoints(): number[] {
    const quarter = Math.ceil(this.#heap_bytes.length / 4)
    return [0, 1, 2, 3].map((at) =>
      Math.round(Math.min(...this.#heap_bytes.slice(at * quarter, (at + 1) * quarter)) / MEBIBYTE),
    )
  }

  faults(): string[] {
    const warm = this.#heap_bytes.slice(Math.floor(this.#heap_bytes.length * WARM_AFTER))
    const half = Math.floor(warm.length / 2)
    const growth = Math.min(...warm.slice(half)) - Math.min(...warm.slice(0, half))
    return growth > MAX_GROWTH_BYTES ? [`The heap grew, MiB: ${this.lowPoints().join(', ')}.`] : []
  }
}
