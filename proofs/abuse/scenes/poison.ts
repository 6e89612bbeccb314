import { signatureOf } from '@dutybell/simulator/webhooks/encode-changes'
import { failureOf, type Report } from '../../src/report.ts'
import { ODD_BODIES, oddUpdates, POISON } from '../poison.ts'
import { each } from '../raw.ts'
import { APP_SECRET, type System, until } from '../system.ts'

const LONGEST_MS = 60_000

/** A text is refused with an error that names the field, or it is kept and told as it was given. */
export async function keepPoison(system: System, report: Report): Promise<void> {
  const { call, simulator } = system
  simulator.empty()
  const { json: duty_holder } = await call('POST', '/v1/registrations', {
    full_name: 'Duty Holder',
    phone_number: '+919840000001',
    notify: 'never',
  })
  const { json: told } = await call('POST', '/v1/duty-assignments', {
    registration_id: duty_holder['id'],
    duty_date: system.tomorrow.add({ days: 40 }).toString(),
    duty_time: 'Told',
    notify: 'never',
  })
  const names: string[] = []
  const labels: string[] = []
  const carriers: Readonly<Record<string, (text: string, n: number) => Promise<string>>> = {
    async full_name(text, n) {
      const body = { full_name: text, phone_number: `+91985000${1_000 + n}`, email: `poison${n}@example.org` }
      const { status, json } = await call('POST', '/v1/registrations', body)
      if (status !== 201) return refusal(status, json, text)
      const { json: read } = await call('GET', `/v1/registrations/${String(json['id'])}`)
      names.push(String(read['full_name']))
      return compare(read['full_name'], text)
    },
    async consent(text, n) {
      const body = {
        full_name: `Consent ${n}`,
        phone_number: `+91985001${1_000 + n}`,
        consent: { words: text },
        notify: 'never',
      }
      const { status, json } = await call('POST', '/v1/registrations', body)
      if (status !== 201) return refusal(status, json, text)
      const { json: read } = await call('GET', `/v1/registrations/${String(json['id'])}`)
      return compare(Object(read['consent']).words, text)
    },
    async duty_time(text, n) {
      const duty_date = system.tomorrow.add({ days: n + 1 }).toString()
      const body = { registration_id: duty_holder['id'], duty_date, duty_time: text }
      const { status, json } = await call('POST', '/v1/duty-assignments', body)
      if (status !== 201) return refusal(status, json, text)
      labels.push(String(json['duty_time']))
      return compare(json['duty_time'], text)
    },
    async note(text) {
      const path = `/v1/duty-assignments/${String(told['id'])}/told-by-phone`
      const { status, json } = await call('POST', path, { version: told['version'], note: text })
      return status === 200 ? '' : refusal(status, json, text)
    },
    async search(text) {
      const { status, json } = await call('GET', `/v1/registrations?search=${encodeURIComponent(text.toWellFormed()).slice(0, 8_000)}`) // prettier-ignore
      return status === 200 ? '' : refusal(status, json, text)
    },
    async import(text, n) {
      const cell = `"${text.replaceAll('"', '""')}"`
      const csv = `Name,Phone\n${cell},+91985002${1_000 + n}\n`
      const { status, json } = await call('POST', '/v1/imports/registrations?notify=never', csv, { 'content-type': 'text/csv' }) // prettier-ignore
      if (status !== 200) return refusal(status, json, text)
      const [result] = [json['results']].flat().map((one: unknown) => Object(one))
      if (result?.outcome !== 'created')
        return result?.problem?.code ? '' : `no outcome: ${JSON.stringify(json)}`
      const { json: read } = await call('GET', `/v1/registrations/${result.id}`)
      return compare(String(read['full_name']), text.toWellFormed())
    },
  }
  const cases = Object.entries(carriers).flatMap(([name, carry]) =>
    POISON.map((text, n) => ({ name, carry, text, n })),
  )
  const wrong = await each(cases, 8, async ({ name, carry, text, n }) => {
    const fault = await carry(text, n)
    return fault === '' ? '' : `${name} ${JSON.stringify(text.slice(0, 60))}: ${fault}`
  })
  const untold = await until(() => {
    const told = simulator.messages.flatMap(({ parameters }) => parameters)
    const mailed = simulator.mails.map(({ text }) => bare(text)).join('\n')
    const missing = [...names, ...labels].filter((text) => !told.includes(text))
    const unmailed = names.filter((name) => !mailed.includes(bare(name)))
    return missing.length + unmailed.length === 0
      ? null
      : `Not told as it was given: ${JSON.stringify([missing, unmailed])}`
  }, LONGEST_MS)
  report.check(
    `abuse: ${cases.length} texts of poison, refused by name or told as given (${names.length + labels.length})`,
    failureOf([
      ...wrong,
      untold ?? '',
      names.length > 20 && labels.length > 20 ? '' : 'Nearly all were refused.',
    ]),
  )
}

/** Signed bodies that Meta would not send, and texts from strangers: each is answered with 200, and the next ones are applied. */
export async function outlivePoison(system: System, report: Report): Promise<void> {
  const { call, simulator, query } = system
  const bodies = [...ODD_BODIES, ...oddUpdates(simulator.phone_number_id)]
  const refused = await each(bodies, 8, async (body) => {
    const bytes = Buffer.from(body)
    const headers = { 'x-hub-signature-256': signatureOf(bytes, APP_SECRET) }
    const { status } = await call('POST', '/webhooks/whatsapp', bytes, headers)
    return status === 200 ? '' : `${body.slice(0, 80)}: ${status}`
  })
  const from = '+919860000001'
  for (const text of POISON) simulator.receiveText({ from, text, name: text.slice(0, 1_000) })
  await call('POST', '/v1/registrations', { full_name: 'After Poison', phone_number: from, email: 'after.poison@example.org' }) // prettier-ignore
  const stuck = await until(async () => {
    const [row] = await query<{ left: number }>(
      'select count(*)::int as left from webhook_inbox where applied_at is null',
    )
    if (row?.left !== 0) return `${row?.left} bodies are not applied`
    const { json } = await call('GET', '/v1/inbound-messages?limit=200')
    const seen = [json['items']].flat().filter((item: unknown) => Object(item).from === from)
    const [sent] = await query<{ n: number }>(
      `select count(*)::int as n from deliveries where recipient in ($1, 'after.poison@example.org') and state in ('accepted', 'sent', 'delivered', 'read')`,
      [from],
    )
    return seen.length === POISON.length && sent?.n === 2
      ? null
      : `${seen.length} of ${POISON.length} texts are shown, ${sent?.n} of 2 messages were sent`
  }, LONGEST_MS)
  report.check(
    `abuse: ${bodies.length + POISON.length} stored bodies of poison are applied, and the loops go on`,
    failureOf([...refused, stuck ?? '']),
  )
}

function refusal(status: number, json: Readonly<Record<string, unknown>>, text: string): string {
  const is_clear = typeof json['code'] === 'string' && typeof json['detail'] === 'string'
  const repeats = text.length > 200 && JSON.stringify(json).length > 4_000
  return status >= 400 && status < 500 && is_clear && !repeats
    ? ''
    : `${status} ${JSON.stringify(json).slice(0, 300)}`
}

function compare(kept: unknown, given: string): string {
  return bare(String(kept)) === bare(given) ? '' : `it became ${JSON.stringify(kept)}`
}

/** Without blanks and invisible characters, which may be folded. */
function bare(text: string): string {
  return text.normalize('NFC').replaceAll(/[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, '')
}
