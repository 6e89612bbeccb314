import fc from 'fast-check'
import { repairRecipientQueues } from '../../../src/deliveries/settle-deliveries.ts'
import { type Step, step } from '../step.ts'

export const mending: fc.Arbitrary<Step> = fc.constant(
  step('mend', { act: (world, { db }) => repairRecipientQueues(db, world.settings) }),
)
