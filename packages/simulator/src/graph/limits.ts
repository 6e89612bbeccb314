import type { Behaviour } from '../behaviour/schema.ts'
import type { GraphErrorFacts } from './graph-error.ts'

const PAIR_BURST = 45
const PAIR_REFILL_MS = 6_000

interface Bucket {
  tokens: number
  at: number
}

/** Meta's rate limits, where the behaviour sets them; undefined: within the limits. */
export type CheckLimits = (waId: string) => GraphErrorFacts | undefined

export function createLimits(
  behaviour: () => Behaviour,
  now: () => number = () => performance.now(),
): CheckLimits {
  const pairs = new Map<string, Bucket>()
  const all: Bucket = { tokens: Number.POSITIVE_INFINITY, at: now() }

  return (waId) => {
    const { messages_per_second, pair } = behaviour().limits ?? {}
    if (
      messages_per_second !== undefined &&
      !take(all, messages_per_second, 1000 / messages_per_second, now())
    ) {
      return { code: 130429, details: 'Cloud API message throughput has been reached.' }
    }
    if (pair !== true) return undefined
    const bucket = pairs.get(waId) ?? { tokens: PAIR_BURST, at: now() }
    pairs.set(waId, bucket)
    if (take(bucket, PAIR_BURST, PAIR_REFILL_MS, now())) return undefined
    return { code: 131056, details: 'Too many messages sent from this number to the same recipient.' }
  }
}

function take(bucket: Bucket, burst: number, refillMs: number, now: number): boolean {
  bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refillMs)
  bucket.at = now
  if (bucket.tokens < 1) return false
  bucket.tokens -= 1
  return true
}
