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
