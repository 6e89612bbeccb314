import fc from 'fast-check'
import { repairRecipientQueues } from '@dutybell/notifier/deliveries/settle-deliveries'
import { type Step, step } from '../step.ts'

export const mending: fc.Arbitrary<Step> = fc.constant(
  step('mend', { act: (world, { db }) => repairRecipientQueues(db, world.settings) }),
)
