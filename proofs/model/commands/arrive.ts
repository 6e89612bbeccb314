import fc from 'fast-check'
import { type Step, step } from '../step.ts'

/** The provider accepts a request that was written to the network and then abandoned. */
export const arriving: fc.Arbitrary<Step> = fc.nat(3).map((n) =>
  step(`arrive late(${n})`, {
    when: ({ ledger }) => ledger.on_the_way.length > n,
    async act({ ledger }) {
      ledger.arrive(n)
    },
  }),
)
