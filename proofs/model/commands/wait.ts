import fc from 'fast-check'
import { look, type Step, step } from '../step.ts'
import type { World } from '../world.ts'
import { advance } from './advance.ts'
import { settle } from './settle.ts'

const UNFINISHED = new Set(['pending', 'held', 'in_doubt'])

/** When that comes next, in milliseconds since 1970. */
const COMES = {
  'a lease ends': ({ last }: World) => last.deliveries.map((delivery) => delivery.lease_expires_at),
  'a window ends': ({ last }: World) =>
    last.deliveries.map(({ state, next_attempt_at }) => (state === 'in_doubt' ? next_attempt_at : null)),
  'a retry is due': ({ last }: World) =>
    last.deliveries.map(({ state, next_attempt_at }) => (state === 'pending' ? next_attempt_at : null)),
  'a deadline passes': ({ last }: World) =>
    last.deliveries.map(({ state, expires_at }) => (UNFINISHED.has(state) ? expires_at : null)),
} as const
const A_MOMENT_MS = 1_000

/** Time passes until something is due, and what time alone decides is decided. */
export const waiting: fc.Arbitrary<Step> = fc
  .constantFrom<keyof typeof COMES>(
    ...Array.from({ length: 5 }, () => ['a lease ends', 'a window ends', 'a retry is due'] as const).flat(),
    'a deadline passes',
  )
  .map((what) =>
    step(`wait(until ${what})`, {
      when: (world) => COMES[what](world).some((at) => at !== null),
      async act(world, bench) {
        const times = COMES[what](world).filter((at) => at !== null)
        await advance(world, bench, Math.max(0, Math.ceil(Math.min(...times) - world.last.now)) + A_MOMENT_MS)
        await look(world, bench)
        await settle(world, bench)
      },
    }),
  )
