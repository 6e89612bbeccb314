import type { Report } from '../../src/report.ts'
import { failureOf } from '../support.ts'
import { type Answer, type System, until } from '../system.ts'

const LONGEST_MS = 300_000

/** Everybody registers at one instant, without a key: each is told once, or that there is no room now. */
export async function registerAtOnce(system: System, report: Report, people: number): Promise<void> {
  const { call, simulator, query } = system
  simulator.empty()
  const numbers = Array.from({ length: people }, (_, n) => `+9198900${10_000 + n}`)
  const answers = await Promise.all(
    numbers.map(async (phone_number, n): Promise<Answer | string> => {
      const body = { full_name: `Rush ${n}`, phone_number, email: `rush${n}@example.org` }
      return call('POST', '/v1/registrations', body, { authorization: '' }).catch(String)
    }),
  )
  const findings = answers.map((answer) => {
    if (typeof answer === 'string') return answer
    const { status, headers, text } = answer
    if (status === 201 || ((status === 503 || status === 429) && headers.has('retry-after'))) return ''
    return `${status} ${text}`
  })
  const taken = numbers.filter((_, n) => statusOf(answers[n]) === 201)
  const left = await until(async () => {
    const [row] = await query<{ n: number }>(
      `select count(*)::int as n from deliveries where state in ('pending', 'sending', 'in_doubt')`,
    )
    return row?.n === 0 ? null : `${row?.n} messages are not sent`
  }, LONGEST_MS)
  const by_number = Map.groupBy(simulator.messages, ({ to }) => to)
  const by_address = Map.groupBy(simulator.mails, ({ envelope }) => envelope.to.join())
  const untold = numbers.flatMap((number, n) => {
    const wanted = taken.includes(number) ? 1 : 0
    const [messages, mails] = [by_number.get(number), by_address.get(`rush${n}@example.org`)].map(
      (all) => all?.length ?? 0,
    )
    return messages === wanted && mails === wanted
      ? []
      : `${number}: ${messages} messages and ${mails} mails in place of ${wanted}`
  })
  report.check(
    `abuse: ${people} registrations at one instant, ${taken.length} taken and each told once, the others told to come back`,
    failureOf([...findings, left ?? '', ...untold, taken.length === 0 ? 'Nobody was registered.' : '']),
  )
}

function statusOf(answer: Answer | string | undefined): number {
  return typeof answer === 'object' ? answer.status : 0
}
