import fc from 'fast-check'
import { sql } from 'kysely'
import {
  beginTrial,
  holdTemplate,
  releaseTemplate,
  takeProbe,
} from '../../../src/channels/channel-control.ts'
import { type Step, step } from '../step.ts'

export const pausing: fc.Arbitrary<Step> = fc.constant(
  step('pause', {
    async act(_world, { db }) {
      await sql`select pause_channel('whatsapp', 'admin', 'maintenance', null)`.execute(db)
    },
  }),
)

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

export const decidingTemplates: fc.Arbitrary<Step> = fc
  .record({
    name: fc.constantFrom('registration_received', 'duty_allotment_confirmed'),
    is_held: fc.boolean(),
  })
  .map(({ name, is_held }) =>
    step(`${is_held ? 'hold' : 'release'} ${name}`, {
      act: (_world, { db }) =>
        is_held ? holdTemplate(db, name, 'A person said so.') : releaseTemplate(db, name),
    }),
  )
