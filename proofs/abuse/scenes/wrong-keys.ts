import { newSecret } from '@dutybell/shared/api-keys/secret'
import { randomUUIDv7 } from 'node:crypto'
import { failureOf, type Report } from '../../src/report.ts'
import { each, exchange, type RawRequest } from '../raw.ts'
import { ADMIN_SECRET, type System } from '../system.ts'
import { MARKED_NAME, registerMarked } from '../support.ts'

interface Variant {
  readonly name: string
  readonly headers?: RawRequest['headers']
  readonly query?: string
  /** The HTTP parser refuses it before a route sees it. */
  readonly is_malformed?: boolean
}

/** Keys that are nearly right, in every place: each is refused as if there was none. */
export async function refuseWrongKeys(system: System, report: Report): Promise<void> {
  const { port, query } = system
  const person = await registerMarked(system)
  const [made, revoked, expired] = [newSecret(), newSecret(), newSecret()]
  for (const [name, { prefix, hash }, ended] of [
    ['made', made, { expires: '1 hour', revoked: null }],
    ['revoked', revoked, { expires: '1 hour', revoked: '-1 second' }],
    ['expired', expired, { expires: '-1 second', revoked: null }],
  ] as const) {
    await query(
      `insert into api_keys (id, name, prefix, hash, scopes, created_by, expires_at, revoked_at)
       values ($1, $2, $3, $4, '{registrations,assignments,deliveries,pii,admin}', 'abuse',
         clock_timestamp() + $5::interval, clock_timestamp() + $6::interval)`,
      [randomUUIDv7(), name, prefix, hash, ended.expires, ended.revoked],
    )
  }
  const variants = [
    ...WITHOUT_KEY.map((value) => authorization(value)),
    ...[ADMIN_SECRET, made.secret].flatMap(variantsOf),
    ...[revoked.secret, expired.secret, newSecret().secret].map((secret) =>
      authorization(`Bearer ${secret}`),
    ),
  ]
  const routes = [
    ['GET', '/v1/registrations'],
    ['GET', `/v1/deliveries`],
    ['POST', '/v1/reminders/run'],
    ['DELETE', `/v1/registrations/${person}`],
  ] as const
  const cases = routes.flatMap(([method, path]) => variants.map((variant) => ({ method, path, variant })))
  const forms = new Set<string>()
  const wrong = await each(cases, 16, async ({ method, path, variant }) => {
    const { name, headers = [], query: more = '', is_malformed = false } = variant
    const answer = await exchange(port, { method, target: `${path}${more}`, headers })
    if (is_malformed) return answer.status === 400 ? '' : `${name}: ${answer.status}`
    const problem: Record<string, unknown> = answer.body.startsWith('{') ? JSON.parse(answer.body) : {}
    forms.add(
      JSON.stringify([answer.head, { ...problem, request_id: '', instance: '' }]).replaceAll(
        /content-length: \d+/g,
        '',
      ),
    )
    return answer.status === 401
      ? ''
      : `${method} ${path}, ${name}: ${answer.status} ${answer.body.slice(0, 200)}`
  })
  const [right, left] = await Promise.all([
    exchange(port, {
      method: 'GET',
      target: '/v1/registrations',
      headers: [['authorization', `bEARER  ${made.secret} `]],
    }),
    system.call('GET', `/v1/registrations/${person}`),
  ])
  report.check(
    `abuse: ${cases.length} wrong keys are refused, each with the same words`,
    failureOf([
      ...wrong,
      forms.size === 1 ? '' : `${forms.size} forms of the refusal: ${[...forms].join('\n')}`,
      right.body.includes(MARKED_NAME) ? '' : `The right key is refused: ${right.status} ${right.body}`,
      left.status === 200 ? '' : `The person is gone: ${left.status}`,
    ]),
  )
}

const WITHOUT_KEY = ['', 'Bearer', 'bearer', 'Basic', 'Bearer null', 'Bearer undefined', 'Bearer true', 'Bearer *', 'Bearer %', 'Bearer ""', 'Bearer {}', 'Bearer dbl_', `Bearer ${'x'.repeat(8_000)}`] // prettier-ignore

function authorization(value: string, more: Partial<Variant> = {}): Variant {
  return { name: `authorization: ${value.slice(0, 80)}`, headers: [['authorization', value]], ...more }
}

function variantsOf(secret: string): Variant[] {
  const half = secret.slice(0, secret.length / 2)
  const base64 = Buffer.from(`abuse:${secret}`).toString('base64')
  const swapped = secret.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
  const values = [
    secret,
    `Basic ${secret}`,
    `Basic ${base64}`,
    `Digest ${secret}`,
    `Token ${secret}`,
    `Bearer: ${secret}`,
    `Bearer=${secret}`,
    `Bearer\t${secret}`,
    `Bearer${secret}`,
    `Bearer ${secret.slice(0, -1)}`,
    `Bearer ${secret.slice(1)}`,
    `Bearer ${half}`,
    `Bearer ${secret}x`,
    `Bearer x${secret}`,
    `Bearer ${secret}${secret}`,
    `Bearer ${secret.toUpperCase()}`,
    `Bearer ${swapped}`,
    `Bearer "${secret}"`,
    `Bearer <${secret}>`,
    `Bearer ${secret},`,
    `Bearer ${secret};`,
    `Bearer ${secret} x`,
    `Bearer x ${secret}`,
    `Bearer Bearer ${secret}`,
    `Bearer abuse:${secret}`,
    `Bearer %${secret}`,
    `Bearer ${encodeURIComponent(secret.replace(/./, ' '))}`,
    `Bearer ${base64}`,
    `Bearer ${Buffer.from(secret).toString('hex')}`,
    `Bearer ${secret}\u200b`,
    `Bearer \ufeff${secret}`,
    `Bearer ${secret.replace(/[a-z]/, 'а')}`,
  ]
  const elsewhere = ['x-api-key', 'x-authorization', 'proxy-authorization', 'x-forwarded-authorization']
  return [
    ...values.map((value) => authorization(value)),
    authorization(`Bearer ${half}\0${secret}`, { is_malformed: true }),
    {
      name: 'a wrong header before the right one',
      headers: [
        ['authorization', 'Bearer wrong'],
        ['authorization', `Bearer ${secret}`],
      ],
    },
    ...elsewhere.map((header) => ({ name: header, headers: [[header, `Bearer ${secret}`] as const] })),
    ...['authorization', '__Host-dutybell', 'dutybell-local'].map((cookie) => ({
      name: `cookie ${cookie}`,
      headers: [['cookie', `${cookie}=${secret}`] as const],
    })),
    ...['access_token', 'api_key', 'key', 'authorization'].map((field) => ({
      name: `query ${field}`,
      query: `?${field}=${secret}`,
    })),
  ]
}
