import { encodeChanges, signatureOf } from '@dutybell/simulator/webhooks/encode-changes'
import { statusChange } from '@dutybell/simulator/webhooks/changes'
import { failureOf, type Report } from '../../src/report.ts'
import { each } from '../raw.ts'
import { APP_SECRET, type System, until } from '../system.ts'

const PEOPLE = 100
const UPDATES_PER_BODY = 1_000 // Meta's most
const LONGEST_MS = 120_000

/** The same receipts again and again: taken at once, applied, and nothing changes. */
export async function replayReceipts(system: System, report: Report, bodies: number): Promise<void> {
  const { call, simulator, query } = system
  simulator.empty()
  await each(Array.from({ length: PEOPLE }), 8, (_, n) =>
    call('POST', '/v1/registrations', { full_name: `Replay ${n}`, phone_number: `+9198700${10_000 + n}` }),
  )
  const readAll = (): Promise<string | null> =>
    until(async () => {
      const [row] = await query<{ n: number }>(
        `select count(*)::int as n from deliveries where recipient like '+9198700%' and state = 'read'`,
      )
      return row?.n === PEOPLE ? null : `${row?.n} of ${PEOPLE} messages are read`
    }, LONGEST_MS)
  const unread = await readAll()
  const identity = {
    phone_number_id: simulator.phone_number_id,
    business_account_id: simulator.business_account_id,
    display_phone_number: '15550783881',
    app_secret: APP_SECRET,
    access_token: undefined,
  }
  const at = new Date()
  const changes = simulator.messages.flatMap((message) =>
    (['sent', 'delivered', 'read', 'delivered', 'sent'] as const).map((status) =>
      statusChange(identity, message, status, at, {}),
    ),
  )
  const many = Array.from({ length: UPDATES_PER_BODY }, (_, n) => changes[n % changes.length]).filter((one) => one !== undefined) // prettier-ignore
  const bytes = encodeChanges(identity.business_account_id, many)
  const headers = { 'x-hub-signature-256': signatureOf(bytes, APP_SECRET) }
  const before = await snapshot(system)
  const began = performance.now()
  const refused = await each(Array.from({ length: bodies }), 8, async () => {
    const { status } = await call('POST', '/webhooks/whatsapp', bytes, headers)
    return status === 200 ? '' : `status ${status}`
  })
  const taken_ms = performance.now() - began
  const left = await until(async () => {
    const [row] = await query<{ n: number }>(
      'select count(*)::int as n from webhook_inbox where applied_at is null',
    )
    return row?.n === 0 ? null : `${row?.n} bodies are not applied`
  }, LONGEST_MS)
  const applied_ms = performance.now() - began
  const after = await snapshot(system)
  const seconds = [taken_ms, applied_ms].map((ms) => (ms / 1_000).toFixed(1))
  report.check(
    `abuse: ${bodies * UPDATES_PER_BODY} replayed updates, taken in ${seconds[0]} s and applied in ${seconds[1]} s, change nothing`,
    failureOf([
      unread ?? '',
      ...refused,
      left ?? '',
      after === before ? '' : `before: ${before}\nafter: ${after}`,
    ]),
  )
}

/** Each row of what a receipt could change, without the inbox. */
async function snapshot({ query }: System): Promise<string> {
  const [row] = await query<{ all: string }>(
    `select concat_ws(' ',
      (select concat(count(*), ' deliveries ', md5(string_agg(d::text, ',' order by id))) from deliveries d),
      (select concat(count(*), ' attempts ', md5(string_agg(a::text, ',' order by delivery_id, number))) from finished_attempts(array(select id from deliveries)) a),
      (select concat(count(*), ' inbound ', md5(string_agg(i::text, ',' order by id))) from inbound_messages i),
      (select concat(count(*), ' recipients ', md5(string_agg(r::text, ',' order by channel, address))) from recipients r)) as all`,
  )
  return row?.all ?? ''
}
