import fc from 'fast-check'
import { sql } from 'kysely'
import { pauseChannel } from '@dutybell/shared/channels/channel-control'
import { type Step, step } from '../step.ts'

/** Somebody pauses the channel, or a notifier does. */
export const pausing: fc.Arbitrary<Step> = fc.boolean().map((byHand) =>
  step(byHand ? 'pause' : 'pause by itself', {
    async act(_world, { db }) {
      if (byHand) await sql`select pause_channel('whatsapp', 'admin', 'maintenance', null)`.execute(db)
      else await pauseChannel(db, 'whatsapp', { code: '190', text: 'The token expired.' })
    },
  }),
)
