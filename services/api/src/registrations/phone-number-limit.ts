import { AppError } from '@dutybell/shared/errors'

const MAX_PER_PHONE_NUMBER = 10 // families share a phone; a form must not flood one
const WINDOW_MS = 3_600_000
/** Bounds the memory: the oldest are forgotten first. */
const MAX_REMEMBERED = 100_000

/** How many registrations of one phone number this process has taken within the hour: each sends it a message. */
export class PhoneNumberLimit {
  readonly #windows = new Map<string, { ends_at: number; taken: number }>()
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** @throws {AppError} `rate_limited` where the number has had its share */
  check(phone_number: string): void {
    const window = this.#windows.get(phone_number)
    if (window === undefined || window.taken < MAX_PER_PHONE_NUMBER) return
    const left_ms = window.ends_at - this.#now()
    if (left_ms <= 0) return void this.#windows.delete(phone_number)
    throw new AppError(
      'rate_limited',
      'This phone number was registered too often within the hour. Try again later.',
      {
        retry_after_seconds: Math.ceil(left_ms / 1_000),
      },
    )
  }

  count(phone_number: string): void {
    const window = this.#windows.get(phone_number)
    if (window !== undefined && window.ends_at > this.#now()) return void (window.taken += 1)
    this.#windows.delete(phone_number)
    this.#windows.set(phone_number, { ends_at: this.#now() + WINDOW_MS, taken: 1 })
    if (this.#windows.size > MAX_REMEMBERED) this.#forgetOldest()
  }

  #forgetOldest(): void {
    for (const phone_number of this.#windows.keys()) return void this.#windows.delete(phone_number)
  }
}
