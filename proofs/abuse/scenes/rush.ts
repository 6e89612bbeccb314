import { setTimeout as sleep } from 'node:timers/promises'
import { failureOf, type Report } from '../../src/report.ts'
import { type Answer, type System, until } from '../system.ts'

const LONGEST_MS = 300_000
const MOST_ROUNDS = 20

/** Everybody registers at one instant, without a key: each is told once, or to come back, and does. */
export async function registerAtOnce(system: System, report: Report, people: number): Promise<void> {
  const { call, simulator, query } = system
  simulator.empty()
  const numbers = Array.from({ length: people }, (_, n) => `+9198900${10_000 + n}`)
  const findings: string[] = []
  let first_taken = 0
  let missing = numbers.map((phone_number, n) => ({
    full_name: `Rush ${n}`,
    phone_number,
    email: `rush${n}@example.org`,
  }))
  for (let round = 0; missing.length > 0 && round < MOST_ROUNDS; round += 1) {
    const answers = await Promise.all(
      missing.map(async (person) => ({
        person,
        answer: await call('POST', '/v1/registrations', person, { authorization: '' }).catch(String),
      })),
    )
    const refused = answers.filter(({ answer }) => typeof answer === 'string' || answer.status !== 201)
    if (round === 0) first_taken = people - refused.length
    findings.push(...refused.map(({ answer }) => faultOf(answer)))
    missing = refused.map(({ person }) => person)
    const waits = refused.map(({ answer }) => retryAfter(answer))
    await sleep(Math.max(0, ...waits) * 1_000)
  }
  const left = await until(async () => {
    const [row] = await query<{ n: number }>(
      `select count(*)::int as n from deliveries where state in ('pending', 'sending', 'in_doubt')`,
    )
    return row?.n === 0 ? null : `${row?.n} messages are not sent`
  }, LONGEST_MS)
  const by_number = Map.groupBy(simulator.messages, ({ to }) => to)
  const by_address = Map.groupBy(simulator.mails, ({ envelope }) => envelope.to.join())
  const untold = numbers.flatMap((number, n) => {
    const [messages, mails] = [by_number.get(number), by_address.get(`rush${n}@example.org`)].map(
      (all) => all?.length ?? 0,
    )
    return messages === 1 && mails === 1 ? [] : `${number}: ${messages} messages and ${mails} mails`
  })
  report.check(
    `abuse: ${people} registrations at one instant, ${first_taken} taken at once, the others when they come back, each told once`,
    failureOf([...findings, left ?? '', ...untold]),
  )
}

function faultOf(answer: Answer | string): string {
  if (typeof answer === 'string') return answer
  const { status, text } = answer
  const is_told = [429, 503].includes(status) && retryAfter(answer) > 0
  return is_told ? '' : `${status} ${text}`
}

/** In seconds. */
function retryAfter(answer: Answer | string): number {
  return typeof answer === 'string' ? 0 : Number(answer.headers.get('retry-after'))
}
