import { failureOf, type Report } from '../../src/report.ts'
import { CODES, type End, type Fault, HANGING, WIRE } from '../faults.ts'
import { BEHAVIOUR, type System, until } from '../system.ts'

const LONGEST_MS = 60_000
/** Logged as an error, because a person must act. */
const PROVIDER_FAULT = /"msg":"(?:Template held|Channel paused)|"alert":/

/** One message for each fault: it ends as its class says, and is never taken twice without a mark. */
export async function meetProviderFaults(system: System, report: Report, short: boolean): Promise<void> {
  const { simulator, complaints } = system
  const faults = short ? [...WIRE, ...CODES] : [...WIRE, ...CODES, ...HANGING]
  const stopping = faults.filter(({ stops }) => stops !== undefined)
  const alone = short ? stopping.filter(isFirst) : stopping
  const together = faults.filter(({ stops }) => stops === undefined)
  simulator.empty()
  const findings = await meet(system, together, '+9198800')
  for (const [n, fault] of alone.entries())
    findings.push(...(await meet(system, [fault], `+91988${String(n + 10)}`)))
  simulator.behave(BEHAVIOUR)
  const others = complaints.filter((line) => !PROVIDER_FAULT.test(line))
  complaints.splice(0, Infinity, ...others)
  const count = together.length + alone.length
  report.check(
    `abuse: ${count} provider faults, each ends as documented and doubles nothing unmarked`,
    failureOf(findings),
  )
}

async function meet(system: System, faults: readonly Fault[], prefix: string): Promise<string[]> {
  const { call, simulator, query } = system
  const digits = 13 - prefix.length
  const people = faults.map((fault, n) => ({
    fault,
    number: `${prefix}${String(n * 2).padStart(digits, '0')}`,
    email: `fault${prefix.slice(1)}x${n}@example.org`,
  }))
  simulator.behave({
    ...BEHAVIOUR,
    messages: people.flatMap(({ fault, number }) =>
      fault.answer === undefined
        ? []
        : {
            to: number,
            count: 1,
            answer: fault.answer,
            ...(fault.receipts === 'none' ? { callbacks: { statuses: [] } } : {}),
          },
    ),
    mails: people.flatMap(({ fault, email }) =>
      fault.mail === undefined ? [] : { to: email, count: 1, answer: fault.mail },
    ),
  })
  for (const { fault, number, email } of people) {
    await call(
      'POST',
      '/v1/registrations',
      fault.mail === undefined
        ? { full_name: 'Fault', phone_number: number }
        : { full_name: 'Fault', phone_number: null, whatsapp_opt_in: false, email },
    )
    // A success between two failures: an outage is another fault.
    await call('POST', '/v1/registrations', {
      full_name: 'Well',
      phone_number: beside(number),
      email: `well.${email}`,
    })
  }
  const findings: string[] = []
  for (const { fault, number, email } of people) {
    if (fault.stops !== undefined) findings.push(...(await goOn(system, fault, number)))
    const to = fault.mail === undefined ? number : email
    const wrong = await until(async () => {
      const [row] = await query<Ended>(
        'select state, reason, attempts, possible_duplicate as marked, last_error_code as code from deliveries where recipient = $1',
        [to],
      )
      const taken =
        fault.mail === undefined
          ? simulator.messages.filter((message) => message.taken && message.to === number).length
          : simulator.mails.filter((mail) => mail.taken && mail.envelope.to.includes(email)).length
      return judge(fault.ends, row, taken)
    }, LONGEST_MS)
    if (wrong !== null) findings.push(`${fault.name}: ${wrong}`)
  }
  return findings
}

interface Ended {
  readonly state: string
  readonly reason: string | null
  readonly attempts: number
  readonly marked: boolean
  readonly code: string | null
}

function judge(ends: End, row: Ended | undefined, taken: number): string | null {
  const seen = `${JSON.stringify(row)}, taken ${taken} times`
  if (row === undefined) return 'no delivery'
  if (ends.is === 'failed') return row.state === 'failed' && taken === 0 ? null : seen
  if (ends.is === 'waits a day')
    return row.state === 'pending' && row.attempts === 1 && taken === 0 ? null : seen
  const is_sent = ['accepted', 'sent', 'delivered', 'read'].includes(row.state)
  const { marked = false, taken: wanted = 1 } = ends
  return is_sent && taken === wanted && row.marked === marked ? null : seen
}

/** What an operator does: sees the stop and its code, and releases it. */
async function goOn(
  { call, query }: System,
  { name, answer, stops }: Fault,
  number: string,
): Promise<string[]> {
  const code = answer?.kind === 'error' ? String(answer.code) : null
  if (stops === 'pace') return []
  const unseen = await until(async () => {
    const [row] = await query<{ seen: boolean }>(
      stops === 'template'
        ? `select exists (select from deliveries where recipient = $1 and state = 'held' and reason = 'template') as seen`
        : `select exists (select from channels where channel = 'whatsapp' and (paused_at is not null or pause_code = $1)) as seen`,
      [stops === 'template' ? number : code],
    )
    return row?.seen === true ? null : `${name}: the ${stops} was not stopped`
  }, LONGEST_MS)
  const path =
    stops === 'template' ? '/v1/templates/registration_received/release' : '/v1/channels/whatsapp/resume'
  const { status, text } = await call('POST', path, {})
  return [unseen ?? '', status < 300 || status === 409 ? '' : `${name}: ${path}: ${status} ${text}`].filter(
    Boolean,
  )
}

/** Of its kind. */
function isFirst({ stops }: Fault, n: number, all: readonly Fault[]): boolean {
  return all.findIndex((other) => other.stops === stops) === n
}

function beside(number: string): string {
  return `+${BigInt(number.slice(1)) + 1n}`
}
