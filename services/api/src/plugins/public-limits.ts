import rateLimit, { type FastifyRateLimitStore } from '@fastify/rate-limit'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'

const MINUTE_MS = 60_000
/** The people of a building share one address and sign up together: ten minutes' worth may come at once. */
const BURST_MINUTES = 10
/** Bounds the memory: the addresses that were seen first are forgotten first. */
const MAX_REMEMBERED = 100_000

const count = (description: string) => ({ type: 'integer', minimum: 0, description })

/** The headers that tell how much is left (draft-ietf-httpapi-ratelimit-headers, the fields of its draft 6). */
export const RATE_LIMIT = {
  'RateLimit-Limit': count("Requests that an address may make at once: ten minutes' worth."),
  'RateLimit-Remaining': count('How many are left.'),
  'RateLimit-Reset': count('Seconds until all are there again; of a 429, until the next one is.'),
}

export interface AddressLimit {
  readonly per_minute: number
  /** One store counts for all routes that share it. */
  readonly bursts: BurstStore
}

/**
 * Limits each client address over the routes of `app`, except callers with a key; 0 per minute is no limit.
 *
 * @param hook `preHandler` where a refused request needs its body
 */
export async function limitPerAddress(
  app: FastifyInstance,
  { per_minute, bursts }: AddressLimit,
  hook: 'onRequest' | 'preHandler' = 'onRequest',
): Promise<void> {
  if (per_minute === 0) return
  await app.register(rateLimit, {
    max: per_minute * BURST_MINUTES,
    timeWindow: BURST_MINUTES * MINUTE_MS,
    store: sharing(bursts),
    hook,
    allowList: ({ caller }) => caller !== null,
    enableDraftSpec: true,
    errorResponseBuilder: (_, { ttl }) =>
      new AppError(
        'rate_limited',
        'Too many registrations from one address. Try again after Retry-After seconds.',
        {
          retry_after_seconds: Math.ceil(ttl / 1_000),
        },
      ),
  })
}

/** The plugin makes a store of its own from the class that it is given. */
function sharing(bursts: BurstStore): new () => FastifyRateLimitStore {
  return class {
    incr(...request: Parameters<BurstStore['incr']>): void {
      bursts.incr(...request)
    }

    child(): BurstStore {
      return bursts
    }
  }
}

const TOLERANCE = 0.001 // of a request: sums of times are not exact

/** A token bucket per address (GCRA): after a burst of `max`, the requests of a window pass evenly spread over it. */
export class BurstStore implements FastifyRateLimitStore {
  /** When the address has its whole burst again. */
  readonly #full_at = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  incr(
    address: string,
    done: (error: null, taken: { current: number; ttl: number }) => void,
    window_ms: number,
    max: number,
  ): void {
    const now = this.#now()
    const interval_ms = window_ms / max
    const full_at = Math.max(this.#full_at.get(address) ?? 0, now) + interval_ms
    const taken = (full_at - now) / interval_ms
    if (taken > max + TOLERANCE) return done(null, { current: max + 1, ttl: full_at - now - window_ms })
    this.#full_at.delete(address)
    this.#full_at.set(address, full_at)
    if (this.#full_at.size > MAX_REMEMBERED) this.#forgetOldest()
    done(null, { current: Math.ceil(taken - TOLERANCE), ttl: full_at - now })
  }

  child(): this {
    return this
  }

  #forgetOldest(): void {
    for (const address of this.#full_at.keys()) return void this.#full_at.delete(address)
  }
}
