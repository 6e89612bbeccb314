import fc from 'fast-check'
import { type TemplateName, TEMPLATE_NAMES, TEMPLATES } from '@dutybell/shared/templates/catalogue'
import { enqueueOne, inHours } from '../../../services/notifier/test/deliveries/support.ts'
import type { Bench } from '../../../services/notifier/test/fixture.ts'
import { type Step, step } from '../step.ts'
import { MAX_DELIVERIES, type World } from '../world.ts'
import { assignOne } from './duties.ts'
import { findPerson, personIndex } from './people.ts'

const PUBLISHED = TEMPLATE_NAMES.filter((name) => !TEMPLATES[name].is_correction)

export interface Publication {
  readonly person: number
  readonly template: TemplateName
  readonly language: 'en' | 'ur'
  readonly about: 'duty' | 'person' | 'number'
  readonly hours: number
}

/** A message to a person, with a duty or without; or, as an operator's job, to a number. */
export const publications: fc.Arbitrary<Publication> = fc.record({
  person: personIndex,
  template: fc.constantFrom(...PUBLISHED),
  language: fc.constantFrom('en', 'en', 'ur'),
  about: fc.constantFrom('duty', 'person', 'person', 'number'),
  hours: fc.constantFrom(48, 48, 200, 200, 20, 0.5),
})

export const publishing: fc.Arbitrary<Step> = publications.map((publication) =>
  step(`publish(${JSON.stringify(publication)})`, {
    when: (world) => world.last.deliveries.length < MAX_DELIVERIES,
    act: (world, bench) => publishOne(world, bench, publication),
  }),
)

export async function publishOne(
  world: World,
  bench: Bench,
  { person: n, template, language, about, hours }: Publication,
): Promise<void> {
  const person = await findPerson(world, bench.db, n)
  if (!person?.whatsapp_opt_in) return
  if (about === 'duty') {
    await assignOne(world, bench, {
      person: n,
      day: hours > 100 ? 1 : 0,
      time: 'fajar',
      allotment: 'published',
    })
    return
  }
  await enqueueOne(bench, {
    type: template,
    language,
    phone_number: person.phone_number,
    registration_id: about === 'number' ? null : person.id,
    expires_at: inHours(hours),
  })
}
