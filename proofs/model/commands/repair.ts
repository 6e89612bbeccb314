import fc from 'fast-check'
import { repairRecipientQueues } from '@dutybell/notifier/deliveries/settle-deliveries'
import { type Step, step } from '../step.ts'

export const repairing: fc.Arbitrary<Step> = fc.constant(
  step('repair', { act: (world, { db }) => repairRecipientQueues(db, world.settings) }),
)
