import fc from 'fast-check'
import { type Step, step } from '../step.ts'
import { NOTIFIERS } from '../world.ts'
import { claimBy } from './claim.ts'
import { record } from './record.ts'
import { replies } from './reply.ts'
import { send, unsent } from './send.ts'

/** Claim, send and record in one go, as it is on a good day; or without the last, as in a process that is frozen. */
export const attempting: fc.Arbitrary<Step> = fc
  .record({ notifier: fc.nat(NOTIFIERS - 1), reply: replies, records: fc.boolean() })
  .map(({ notifier, reply, records }) =>
    step(`attempt(by ${notifier}, the provider ${reply}${records ? '' : ', not recorded'})`, {
      async act(world, bench) {
        if (unsent(world).length === 0) await claimBy(world, bench, notifier, 1)
        const [flight] = unsent(world)
        if (flight === undefined) return
        await send(world, flight, reply)
        if (records) await record(world, bench, [flight])
      },
    }),
  )
