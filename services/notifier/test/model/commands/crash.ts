import fc from 'fast-check'
import { type Step, step } from '../step.ts'
import { NOTIFIERS } from '../world.ts'

/** A notifier dies with all it has claimed and not recorded. */
export const crashing: fc.Arbitrary<Step> = fc.nat(NOTIFIERS - 1).map((notifier) =>
  step(`crash(${notifier})`, {
    when: ({ flights }) => flights.some((flight) => flight.notifier === notifier),
    async act(world) {
      world.flights = world.flights.filter((flight) => flight.notifier !== notifier)
    },
  }),
)

/** What was written to the network and given up on is taken after all. */
export const arriving: fc.Arbitrary<Step> = fc.nat(3).map((n) =>
  step(`arrive late(${n})`, {
    when: ({ ledger }) => ledger.on_the_way.length > n,
    async act({ ledger }) {
      ledger.arrive(n)
    },
  }),
)
