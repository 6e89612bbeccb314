import type { System } from './system.ts'

/** What a browser would run if it took a text for markup, an attribute or an address. */
const SCRIPTS = [
  '<script>alert(1)</script> Bilal',
  '"><img src=x onerror=alert(2)> Celal',
  `' autofocus onfocus='alert(3)' Dawud`,
  'javascript:alert(4) Esa',
  '</title></textarea><svg onload=alert(5)> Fatih',
  '${alert(6)} {{alert(7)}} &lt;b&gt; Ghazi',
] as const

export const DUTY_TIMES = ['Fajar Azaan', 'Isha Azaan', '<b onclick=alert(8)>Iftar</b>'] as const

export interface Season {
  /** With a message of each kind, in the order of {@link SCRIPTS}. */
  readonly people: readonly string[]
  readonly duties: readonly string[]
}

/** A few people whose names and words are scripts, with something on each page: failures, holds, drafts, calls, STOP. */
export async function makeSeason({ call, control, date }: System): Promise<Season> {
  const numbers = SCRIPTS.map((_, place) => `+9198765430${10 + place}`)
  const [not_on_whatsapp, moved, stopped] = numbers
  await control('PUT', '/behaviour', {
    callbacks: { after_ms: [50, 150, 300] },
    messages: [
      {
        to: not_on_whatsapp,
        callbacks: { statuses: ['failed'], error: { code: 131026, title: SCRIPTS[0], details: SCRIPTS[1] } },
      },
    ],
    mails: [
      {
        to: 'full@example.org',
        answer: { kind: 'refuse', at: 'recipient', smtp_code: 550, text: SCRIPTS[1] },
      },
    ],
  })
  for (const [position, name] of DUTY_TIMES.entries())
    await call('POST', '/v1/duty-times', { name, starts_at: '05:00', ends_at: '06:00', places: 2, position })
  const people: string[] = []
  for (const [place, full_name] of SCRIPTS.entries()) {
    const { id } = await call('POST', '/v1/registrations', {
      full_name,
      phone_number: numbers[place],
      ...(place === 4 ? { email: 'full@example.org' } : {}),
      language: place === 5 ? 'ur' : 'en',
      consent: { source: SCRIPTS[1], words: SCRIPTS[0] },
    })
    people.push(id)
  }
  await control('PUT', '/templates/duty_allotment_confirmed', { language: 'ur', status: 'PAUSED' })
  for (const text of SCRIPTS) await control('POST', '/inbound', { from: numbers[3], text, name: text })
  await control('POST', '/inbound', { from: stopped, text: 'STOP', name: SCRIPTS[0] })
  await control('POST', '/inbound', { from: '+919822099999', text: SCRIPTS[1], name: SCRIPTS[1] })
  await control('PUT', `/phones/${moved}`, { new_number: '+919876543099' })
  const duties: string[] = []
  for (const [place, registration_id] of people.entries()) {
    const { id } = await call('POST', '/v1/duty-assignments', {
      registration_id,
      duty_date: date(1),
      duty_time: DUTY_TIMES[2],
      notify: place === 3 ? 'later' : 'now',
      override: { reason: SCRIPTS[1] },
    })
    duties.push(id)
  }
  // Of a label without a duty time: in the roster the other days have an empty cell.
  await call('POST', '/v1/duty-assignments', {
    registration_id: people[1],
    duty_date: date(6),
    duty_time: 'Suhoor',
    notify: 'never',
  })
  const cancelled = await call<{ version: number }>('POST', `/v1/duty-assignments/${duties[0]}/cancel`)
  await call('POST', `/v1/duty-assignments/${duties[0]}/told-by-phone`, {
    version: cancelled.version,
    note: SCRIPTS[0],
  })
  return { people, duties }
}
