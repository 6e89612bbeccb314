import fc from 'fast-check'
import { holdTemplate, releaseTemplate } from '@dutybell/shared/channels/channel-control'
import { type Step, step } from '../step.ts'

/** A template is held, by Meta or a person, or released. */
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
