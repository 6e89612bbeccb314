import { failureOf, type Report, type Scope } from '../../src/report.ts'
import { each } from '../raw.ts'
import { startSystem, until } from '../system.ts'

const LIMIT = 25
const VOLUNTEERS = 10
const STRANGERS = 29
const LONGEST_MS = 60_000

/** A stranger registers more people than the day's limit has: tomorrow's volunteers are reminded all the same. */
export async function keepSharesForReminders(
  scope: Scope,
  report: Report,
  limits: 'by default' | 'off',
): Promise<void> {
  const of_public = limits === 'by default' ? '' : '0'
  const system = await startSystem(scope, {
    META_WA_DAILY_RECIPIENTS: String(LIMIT),
    REGISTRATIONS_PER_MINUTE: of_public,
    PUBLIC_CONFIRMATIONS_PER_HOUR: of_public,
  })
  const { call, query, simulator, tomorrow } = system
  const volunteers = Array.from({ length: VOLUNTEERS }, (_, n) => `+9199100${10_000 + n}`)
  await each(volunteers, 4, async (phone_number, n) => {
    const { json } = await call('POST', '/v1/registrations', {
      full_name: `Volunteer ${n}`,
      phone_number,
      notify: 'never',
    })
    const duty = {
      registration_id: json['id'],
      duty_date: tomorrow.toString(),
      duty_time: 'Fajar Azaan',
      notify: 'never',
    }
    await call('POST', '/v1/duty-assignments', duty)
  })
  const unreserved = await until(async () => {
    const [row] = await query<{ n: number }>(
      `select reserved_recipients as n from channels where channel = 'whatsapp'`,
    )
    return row?.n === VOLUNTEERS ? null : `${row?.n} shares are reserved`
  }, LONGEST_MS)

  const strangers = await Promise.all(
    Array.from({ length: STRANGERS }, (_, n) =>
      call(
        'POST',
        '/v1/registrations',
        { full_name: `Stranger ${n}`, phone_number: `+9199200${10_000 + n}` },
        { authorization: '' },
      ),
    ),
  )
  const taken = strangers.filter(({ status }) => status === 201).length
  const others = LIMIT - VOLUNTEERS
  const unheld = await until(async () => {
    const { json } = await call('GET', '/v1/deliveries?state=held&reason=reserved_for_reminders&limit=200')
    const held = [json['items']].flat().length
    const sent = simulator.messages.length
    return held === taken - others && sent === others ? null : `${held} held and ${sent} sent of ${taken}`
  }, LONGEST_MS)

  const { status, text } = await call('POST', '/v1/reminders/run', {})
  const unreminded = await until(async () => {
    const reminded = simulator.messages
      .filter(({ template }) => template === 'duty_reminder_tomorrow')
      .map(({ to }) => to)
    const missing = volunteers.filter((number) => !reminded.includes(number))
    return missing.length === 0 ? null : `Not reminded: ${missing.join(', ')}`
  }, LONGEST_MS)
  const over =
    simulator.messages.filter(({ taken }) => taken).length > LIMIT
      ? 'More people than the limit were reached.'
      : ''
  report.check(
    `abuse: with a limit of ${LIMIT} people a day, ${STRANGERS} strangers at once (public limits ${limits}), and ${VOLUNTEERS} volunteers are reminded`,
    failureOf([
      unreserved ?? '',
      unheld ?? '',
      status === 200 ? '' : `${status} ${text}`,
      unreminded ?? '',
      over,
      ...system.complaints,
    ]),
  )
}
