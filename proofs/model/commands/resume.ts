import fc from 'fast-check'
import { sql } from 'kysely'
import { beginTrial, takeProbe } from '@dutybell/shared/channels/channel-control'
import { type Step, step } from '../step.ts'

/** Somebody resumes the channel: one message goes first. */
export const resuming: fc.Arbitrary<Step> = fc.constant(
  step('resume', {
    when: ({ last }) => last.channel.is_paused,
    async act(_world, { db }) {
      await sql`select resume_channel('whatsapp', true)`.execute(db)
    },
  }),
)

/** A notifier looks whether the provider is well again, and it is. */
export const probing: fc.Arbitrary<Step> = fc.constant(
  step('probe', {
    when: ({ last }) => last.channel.paused_by === 'notifier',
    async act(_world, { db }) {
      if (await takeProbe(db, 'whatsapp')) await beginTrial(db, 'whatsapp')
    },
  }),
)
