import type { ClientBase } from 'pg'
import type { Answer, OpenConsole } from './open-console.ts'

export interface SeasonPage {
  readonly name: string
  /** @param round another person, message or search in each */
  readonly open: (console: OpenConsole, round: number) => Promise<Answer>
  /** Something that only a filled page has. */
  readonly shows: RegExp
}

interface Subjects {
  readonly people: readonly { readonly id: string; readonly full_name: string }[]
  readonly messages: readonly { readonly id: string }[]
  readonly duties: readonly { readonly id: string }[]
}

const TODAY = '2026-03-17'
const TOMORROW = '2026-03-18'
const SUBJECTS = 40

export async function findSubjects(client: ClientBase): Promise<Subjects> {
  const read = async <Row extends object>(statement: string, values: unknown[] = []) =>
    (await client.query<Row>(`${statement} limit ${SUBJECTS}`, values)).rows
  return {
    people: await read(`select id, full_name from registrations where status = 'active' order by id`),
    messages: await read(`select id from deliveries order by id desc`),
    duties: await read(`select id from duty_assignments where duty_date = $1 and status = 'assigned'`, [
      TOMORROW,
    ]),
  }
}

/** Every page, and the filters that find most. */
export function pagesOf({ people, messages, duties }: Subjects): SeasonPage[] {
  const day = `/console/days/${TOMORROW}`
  return [
    page('Today', '/console/today', /Sent today/),
    page('Day', day, /id="duty-/),
    page('Day, a person opened', (round) => `${day}?duty=${one(duties, round).id}`, /Hand over/),
    page(
      'Day, somebody searched',
      (round) => `${day}?assign=Fajar+Azaan&search=${['a', 'f', 'z'][round % 3]}`,
      /As a draft/,
    ),
    page('Day, the call list', `${day}/calls`, /class="call"/),
    page('Day, most duties of the season', '/console/days/2026-03-28', /id="duty-/),
    page('Roster', `/console/roster?from=${TODAY}`, /class="roster"/),
    page('Roster, two full weeks', '/console/roster?from=2026-02-20', /class="roster"/),
    page('Roster, whom Notify tells', '/console/roster/notify?from=2026-03-01', /Notify \d+/),
    page('People', '/console/people', /class="person"/),
    page(
      'People, found',
      (round) => `/console/people?search=${['a', 'sh', 'm'][round % 3]}`,
      /class="person"/,
    ),
    page('A person', (round) => `/console/people/${one(people, round).id}`, /class="timeline"/),
    page(
      'A person, the form',
      (round) => `/console/people/${one(people, round).id}/edit`,
      /name="full_name"/,
    ),
    page(
      'A person, the next nights',
      (round) => `/console/people/${one(people, round).id}/assign?from=${TODAY}`,
      /name="duty"/,
    ),
    page('Messages', '/console/messages', /class="message"/),
    page('Messages, failed', '/console/messages?state=failed', /class="message"/),
    page(
      'Messages, of a channel and kind',
      '/console/messages?channel=email&template=duty_reminder_tomorrow',
      /class="message"/,
    ),
    page('Messages, before a retry', '/console/messages/retry?state=failed', /Retry/),
    page('A message', (round) => `/console/messages/${one(messages, round).id}`, /class="timeline"/),
    page('Reminders', '/console/reminders', /class="line/),
    page('Import', '/console/import', /<textarea/),
    {
      name: 'Import, each row’s fate of 300 people',
      open: (console) =>
        console.post('/console/import', { step: 'check', kind: 'registrations', text: LIST }),
      shows: /300/,
    },
    page('Inbox', '/console/inbox', /class="call"/),
    page('Settings', '/console/settings', /Duty times/),
    page('Sign-up page', '/', /<form/),
  ]
}

function page(name: string, url: string | ((round: number) => string), shows: RegExp): SeasonPage {
  return { name, open: (console, round) => console.get(typeof url === 'string' ? url : url(round)), shows }
}

function one<Subject>(subjects: readonly Subject[], round: number): Subject {
  const subject = subjects[round % subjects.length]
  if (subject === undefined) throw new Error('The season has nobody to look at.')
  return subject
}

const LIST = [
  'Name,Mobile,E-mail',
  ...Array.from(
    { length: 300 },
    (_, n) => `Volunteer ${n},98220${String(n).padStart(5, '0')},volunteer.${n}@example.org`,
  ),
].join('\n')
