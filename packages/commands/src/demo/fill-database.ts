import { changeDuties, expireMessage, leaveUnanswered } from './change-duties.ts'
import { dateIn, type Demo, granted, personWith, type Registered, settle, until } from './demo.ts'
import { PEOPLE } from './people.ts'
import { DUTY_TIMES, type NewPerson, planDuties } from './season.ts'
import { behaviourFor, type SimulatorControl } from './simulator-control.ts'

const NEW_NUMBER = '+919822011014'
const STRANGER = { phone_number: '+919822099999', name: 'Unknown Caller' }

/** A season in miniature, with messages in every state, through the API and the simulator as people would make it. */
export async function fillDatabase(demo: Demo): Promise<void> {
  const { api, simulator } = demo
  for (const body of DUTY_TIMES) granted(await api.POST('/v1/duty-times', { body }))
  await simulator.setTemplate('duty_changed', 'APPROVED')
  const addressed = PEOPLE.map((person, place) => ({ ...person, ...addressesOf(place) }))
  await simulator.behave(behaviourFor(addressed))
  for (const { phone_number, trouble } of addressed) {
    if (trouble === 'phone_off') await simulator.changePhone(phone_number, { is_off: true })
    if (trouble === 'not_on_whatsapp') await simulator.changePhone(phone_number, { is_not_on_whatsapp: true })
  }

  const people = await registerAll(demo)
  await settle(demo, people)
  await writeIn(simulator, people)
  await until(demo, 'the messages of people', async () => {
    const { items } = granted(await api.GET('/v1/inbound-messages'))
    return items.length > people.filter(({ writes }) => writes !== undefined).length
  })
  if (demo.languages.includes('ur')) await simulator.setTemplate('duty_allotment_confirmed', 'PAUSED', 'ur')

  await assignAll(demo, people)
  await settle(demo, people)
  await changeDuties(demo, people)
  await settle(demo, people)
  await expireMessage(demo, people)
  await changeNumber(demo, people)
  granted(await api.POST('/v1/reminders/run', { body: {} }))
  await settle(demo, people)
  await leaveUnanswered(demo, people)
  await simulator.behave({})
}

async function registerAll({ api, languages }: Demo): Promise<Registered[]> {
  const registered: Registered[] = []
  for (const [place, person] of PEOPLE.entries()) {
    const { phone_number, email } = addressesOf(place, person)
    const { language, trouble, with_mail } = { trouble: undefined, with_mail: false, language: '', ...person }
    const by_whatsapp = trouble !== 'landline'
    const { id } = granted(
      await api.POST('/v1/registrations', {
        body: {
          full_name: person.full_name,
          phone_number,
          ...(with_mail ? { email } : {}),
          ...(languages.includes(language) ? { language } : {}),
          whatsapp_opt_in: by_whatsapp,
          ...(by_whatsapp
            ? { consent: { source: 'demonstration', words: 'Tell me of my duties by WhatsApp.' } }
            : {}),
        },
      }),
    )
    registered.push({ ...person, id, phone_number, email })
  }
  return registered
}

async function writeIn(simulator: SimulatorControl, people: readonly Registered[]): Promise<void> {
  for (const { phone_number, full_name, writes } of people)
    if (writes !== undefined) await simulator.write(phone_number, writes, full_name)
  await simulator.write(STRANGER.phone_number, 'Assalamu alaikum, where do I sign up?', STRANGER.name)
}

async function assignAll(demo: Demo, people: readonly Registered[]): Promise<void> {
  const { api } = demo
  const planned = planDuties(people.length).map(({ person, day, duty_time, is_draft }) => {
    const item = { registration_id: people[person]?.id ?? '', duty_date: dateIn(demo, day), duty_time }
    return { item, is_draft }
  })
  for (const notify of ['now', 'later'] as const) {
    const items = planned.filter(({ is_draft }) => is_draft === (notify === 'later')).map(({ item }) => item)
    granted(
      await api.POST('/v1/duty-assignments/batch', {
        body: { items, notify, atomic: false, dry_run: false },
      }),
    )
  }
}

/** WhatsApp tells it before the reminders, so that they wait for a decision. */
async function changeNumber(demo: Demo, people: readonly Registered[]): Promise<void> {
  const { id, phone_number } = personWith(people, 'number_changed')
  await demo.simulator.changePhone(phone_number, { new_number: NEW_NUMBER })
  await until(demo, 'the change of a number', async () => {
    const { number_change } = granted(
      await demo.api.GET('/v1/registrations/{id}', { params: { path: { id } } }),
    )
    return number_change !== null
  })
}

function addressesOf(place: number, { trouble }: Pick<NewPerson, 'trouble'> = {}) {
  const number = String(place + 1).padStart(3, '0')
  return {
    phone_number: trouble === 'landline' ? '+912222660000' : `+919822010${number}`,
    email: `volunteer-${number}@example.org`,
  }
}
