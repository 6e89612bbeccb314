import { setTimeout as sleep } from 'node:timers/promises'
import { failureOf, type Report } from '../../src/report.ts'
import { type Answer, type System, until } from '../system.ts'

const PER_SECOND = 50
const WARM_UP_SECONDS = 60 // until then code is loaded and compiled
const WINDOW_SECONDS = 60
const SAMPLE_EVERY = PER_SECOND * 20 // requests
/** Of the second minute. In ten minutes 200 bytes that each request leaves behind are more; without a leak it differs by 3 %. */
const MOST_GROWTH = 1.1
/** It has 400 MB once the heap has grown to its size, or after a rush. */
const MOST_RESIDENT_BYTES = 512e6
const LONGEST_MS = 120_000

/** Reads, writes and mistakes as they come in a season, at an even pace: no 5xx, and the API keeps nothing of them in memory. */
export async function bearMixedLoad(system: System, report: Report, seconds: number): Promise<void> {
  const requests = requestsOf(system)
  const statuses = new Map<string, number>()
  const memory: { second: number; bytes: number }[] = []
  const findings: string[] = []
  const running: Promise<void>[] = []
  const began = performance.now()
  const at = (): string => ((performance.now() - began) / 1_000).toFixed(1)
  for (let n = 0; n < seconds * PER_SECOND; n += 1) {
    await sleep(Math.max(0, began + (n * 1_000) / PER_SECOND - performance.now()))
    const [name, send] = requests[n % requests.length] ?? ['', () => Promise.reject(new Error('none'))]
    const request = send(n).then(
      ({ status, text }) => {
        const of = `${Math.floor(status / 100)}xx`
        statuses.set(of, (statuses.get(of) ?? 0) + 1)
        if (status >= 500) findings.push(`${name} after ${at()} s: ${status} ${text.slice(0, 300)}`)
      },
      (error: unknown) => void findings.push(`${name} after ${at()} s: ${String(error)}`),
    )
    running.push(request)
    if (n % SAMPLE_EVERY === 0) memory.push({ second: n / PER_SECOND, bytes: await system.liveBytes() })
  }
  await Promise.all(running)
  const left = await until(async () => {
    const [row] = await system.query<{ n: number }>(
      `select count(*)::int as n from deliveries where state in ('pending', 'sending', 'in_doubt') and coalesce(next_attempt_at, 'epoch') < clock_timestamp()`,
    )
    return row?.n === 0 ? null : `${row?.n} messages are not sent`
  }, LONGEST_MS)
  const counts = [...statuses]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([of, count]) => `${count} ${of}`)
  report.check(
    `abuse: ${seconds} s of ${PER_SECOND} mixed requests a second (${counts.join(', ')}), without a 5xx`,
    failureOf([
      ...findings,
      left ?? '',
      statuses.has('2xx') && statuses.has('4xx') ? '' : 'The mix is none.',
    ]),
  )
  if (seconds < WARM_UP_SECONDS + 2 * WINDOW_SECONDS) return
  const after_warm_up = leastFrom(memory, WARM_UP_SECONDS)
  const at_the_end = leastFrom(memory, seconds - WINDOW_SECONDS)
  const resident = await residentBytes(system)
  report.check(
    `abuse: after a collection the API has ${megabytes(after_warm_up)} MB in the second minute and ${megabytes(at_the_end)} MB in the last one`,
    at_the_end <= after_warm_up * MOST_GROWTH ? null : `It grew by more than a factor of ${MOST_GROWTH}.`,
  )
  report.check(
    `abuse: the API has ${megabytes(resident)} MB of resident memory`,
    resident <= MOST_RESIDENT_BYTES ? null : `More than ${megabytes(MOST_RESIDENT_BYTES)} MB.`,
  )
}

/** Each may meet what an earlier one did. */
function requestsOf({ call, tomorrow }: System): (readonly [string, (n: number) => Promise<Answer>])[] {
  const people: string[] = []
  const duties: string[] = []
  const day = (n: number): string => tomorrow.add({ days: n % 30 }).toString()
  const register = (n: number): Promise<Answer> =>
    keep(people, call('POST', '/v1/registrations', { full_name: `Mixed ${n}`, phone_number: `+91993${String(n).padStart(7, '0')}`, email: `mixed${n}@example.org` }, n % 2 === 0 ? { authorization: '' } : {})) // prettier-ignore
  const assign = (n: number): Promise<Answer> =>
    keep(duties, call('POST', '/v1/duty-assignments', { registration_id: pick(people, n), duty_date: day(n), duty_time: `Duty ${n % 5}`, notify: n % 3 === 0 ? 'later' : 'now' })) // prettier-ignore
  return [
    ['register', register],
    ['list people', () => call('GET', '/v1/registrations?limit=50')],
    ['assign', assign],
    ['search', (n) => call('GET', `/v1/registrations?search=mixed%20${n % 50}`)],
    ['read a person', (n) => call('GET', `/v1/registrations/${pick(people, n)}`)],
    ['move', (n) => call('PATCH', `/v1/duty-assignments/${pick(duties, n)}`, { duty_date: day(n + 1) })],
    ['the board', (n) => call('GET', `/v1/days/${day(n)}`)],
    ['register', register],
    ['deliveries', () => call('GET', '/v1/deliveries?state=failed&state=held&limit=100')],
    [
      'change a person',
      (n) => call('PATCH', `/v1/registrations/${pick(people, n)}`, { full_name: `Changed ${n}` }),
    ],
    ['CSV', () => call('GET', '/v1/duty-assignments', undefined, { accept: 'text/csv' })],
    ['cancel', (n) => call('POST', `/v1/duty-assignments/${pick(duties, n * 7)}/cancel`, {})],
    ['a wrong body', () => call('POST', '/v1/registrations', '{"full_name":')],
    ['publish what waits', () => call('POST', '/v1/duty-assignments/notify', {})],
    ['no key', () => call('GET', '/v1/channels', undefined, { authorization: '' })],
    ['the sign-up page', () => call('GET', '/')],
    ['channels', () => call('GET', '/v1/channels')],
    [
      'erase',
      (n) => (n % 4 === 0 ? call('DELETE', `/v1/registrations/${pick(people, n * 3)}`) : register(n)),
    ],
    ['nowhere', (n) => call('GET', `/v1/nothing/${n}`)],
    ['readiness', () => call('GET', '/readyz')],
  ]
}

function pick(from: readonly string[], n: number): string {
  return from[n % Math.max(1, from.length)] ?? NOBODY
}

async function keep(into: string[], answering: Promise<Answer>): Promise<Answer> {
  const answer = await answering
  if (answer.status === 201) into.push(String(answer.json['id']))
  return answer
}

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

async function residentBytes({ call }: System): Promise<number> {
  const { text } = await call('GET', '/metrics')
  return Number(/^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1])
}

/** Of one window: what is being served at that moment counts least in the smallest sample. */
function leastFrom(samples: readonly { second: number; bytes: number }[], from: number): number {
  const within = samples.filter(({ second }) => second >= from && second < from + WINDOW_SECONDS)
  return Math.min(...within.map(({ bytes }) => bytes))
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}
