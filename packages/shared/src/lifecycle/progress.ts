const TICK_MS = 1_000
const CLEAR = '\r\u001b[K'

interface Terminal {
  readonly isTTY?: boolean
  readonly write?: (text: string) => unknown
}

/** A line on a terminal that says for how long a command has worked, from its first second on; the next output replaces it. */
export class Progress {
  readonly #terminal: Terminal
  readonly #started_at = performance.now()
  readonly #timer: NodeJS.Timeout | undefined
  #is_shown = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    if (terminal.isTTY === true) this.#timer = setInterval(() => this.#show(), TICK_MS)
  }

  /** A function that takes the line off before it prints. */
  clearing(print: (text: string) => void): (text: string) => void {
    return (text) => {
      this.#clear()
      print(text)
    }
  }

  end(): void {
    clearInterval(this.#timer)
    this.#clear()
  }

  #show(): void {
    const seconds = Math.round((performance.now() - this.#started_at) / 1_000)
    this.#terminal.write?.(`${CLEAR}Working, ${seconds} s …`)
    this.#is_shown = true
  }

  #clear(): void {
    if (this.#is_shown) this.#terminal.write?.(CLEAR)
    this.#is_shown = false
  }
}
