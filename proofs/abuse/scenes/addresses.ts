import { domainToASCII } from 'node:url'
import { failureOf, type Report } from '../../src/report.ts'
import { each } from '../raw.ts'
import { type System, until } from '../system.ts'

const LONGEST_MS = 60_000

/** A typed text and the address that it is; null: refused. */
type Trick = readonly [typed: string, address: string | null]

const EMAILS: readonly Trick[] = [
  ['plain.tag@example.org', 'plain.tag@example.org'],
  ['plus+duty@example.org', 'plus+duty@example.org'],
  [' blank.around@example.org ', 'blank.around@example.org'],
  ["o'brien@example.org", "o'brien@example.org"],
  ['Upper.Case@EXAMPLE.ORG', 'Upper.Case@example.org'],
  ['slash/equals=x@example.org', 'slash/equals=x@example.org'],
  ['-dash@example.org', '-dash@example.org'],
  ['a!b%c@example.org', 'a!b%c@example.org'],
  ['umlaut@bücher.example', 'umlaut@xn--bcher-kva.example'],
  [`${'l'.repeat(64)}@example.org`, `${'l'.repeat(64)}@example.org`],
  [`long@${'d'.repeat(63)}.example.org`, `long@${'d'.repeat(63)}.example.org`],
  ['homograph@exаmple.org', 'homograph@xn--exmple-4nf.org'],
  ['full.width@example．org', null],
  ['crlf@example.org\r\nBcc: other@example.org', null],
  ['crlf@example.org\nBcc: other@example.org', null],
  ['crlf@example.org%0d%0aBcc:other@example.org', null],
  ['crlf\r\nRCPT TO:<other@example.org>@example.org', null],
  ['nul\0@example.org', null],
  ['nul@example.org\0', null],
  ['line\u2028separator@example.org', null],
  ['one@example.org,two@example.org', null],
  ['one@example.org;two@example.org', null],
  ['one@example.org two@example.org', null],
  ['one@example.org<two@example.org>', null],
  ['Name <one@example.org>', null],
  ['"Name" one@example.org', null],
  ['"quoted local"@example.org', null],
  ['"a@b"@example.org', null],
  ['(comment)one@example.org', null],
  ['one(comment)@example.org', null],
  ['one@example.org(comment)', null],
  ['one@[127.0.0.1]', null],
  ['one@[IPv6:::1]', null],
  ['one@127.0.0.1', null],
  ['one@localhost', null],
  ['one@example.org.', null],
  ['one@.example.org', null],
  ['one@example..org', null],
  ['one..two@example.org', null],
  ['.one@example.org', null],
  ['one.@example.org', null],
  ['one@two@example.org', null],
  ['@example.org', null],
  ['one@', null],
  ['@one:two@example.org', null],
  ['bang!one@', null],
  ['ſami@example.org', null],
  ['\u212Aarim@example.org', null],
  ['кириллица@example.org', null],
  ['rtl\u202Egro.elpmaxe@example.org', null],
  ['zero\u200bwidth@example.org', null],
  [`${'l'.repeat(65)}@example.org`, null],
  [`long@${'d'.repeat(64)}.org`, null],
  [`long@${'dd.'.repeat(90)}org`, null],
  ['mailto:one@example.org', null],
  ['one@example.org?bcc=two@example.org', null],
  ['one@exa_mple.org', null],
  ['one@example.org/../x', null],
]

const PHONES: readonly Trick[] = [
  ['98220 00001', '+919822000001'],
  ['+91 98220-00002', '+919822000002'],
  ['0091 98220 00003', '+919822000003'],
  ['٩٨٢٢٠٠٠٠٠٤', '+919822000004'],
  ['९८२२०००००५', '+919822000005'],
  ['９８２２００００06', '+919822000006'],
  ['+1 202 555 0143', '+12025550143'],
  ['1-800-FLOWERS', null],
  ['98220 0000I', null],
  ['98220 00007 ext. 12', null],
  ['98220 00007;ext=12', null],
  ['98220 00007, 98220 00008', null],
  ['98220 00007/98220 00008', null],
  ['+91+98220 00008', '+919822000008'],
  ['wa.me/919822000009', '+919822000009'],
  ['9822000007\r\n9822000008', null],
  ['9822000007\0', null],
  ['1e10', null],
  ['9.82E+09', null],
  ['0x24D3F4C7', null],
  ['112', null],
  ['022 2345 6789', null],
  ['+999 1234567890', null],
  ['9'.repeat(200), null],
]

/** Each is refused, or exactly one message goes to exactly that address. */
export async function refuseAddressTricks(system: System, report: Report): Promise<void> {
  const { call, simulator } = system
  simulator.empty()
  const tricks = [
    ...EMAILS.map((trick, n) => ({
      field: 'email',
      trick,
      body: { phone_number: `+9198230${10_000 + n}`, email: trick[0] },
    })),
    ...PHONES.map((trick) => ({ field: 'phone_number', trick, body: { phone_number: trick[0] } })),
  ]
  const answers = await each(tricks, 8, async ({ field, trick: [typed, address], body }, n) => {
    const { status, json } = await call('POST', '/v1/registrations', {
      full_name: `Trick ${letters(n)}`,
      ...body,
    })
    const pointers = [json['errors']].flat().map((error: unknown) => Object(error).pointer)
    const is_told = status === 400 && json['code'] === 'invalid_input' && pointers.includes(`/${field}`)
    const is_right = address === null ? is_told : status === 201 && json[field] === address
    return is_right
      ? ''
      : `${field} ${JSON.stringify(typed.slice(0, 80))}: ${status} ${String(json[field] ?? json['detail'])}`
  })
  const family = Array.from({ length: FAMILY }, (_, n) => `Sharer ${letters(n)}`)
  const homes = family.map((_, n) => `home${n % HOMES}@example.org`)
  const shared = await each(family, 8, async (full_name, n) => {
    const body = { full_name, phone_number: `+9198240${10_000 + n}`, email: homes[n] }
    const { status, text } = await call('POST', '/v1/registrations', body)
    return status === 201 ? '' : `${full_name}: ${status} ${text}`
  })
  const taken = EMAILS.flatMap(([, address]) => address ?? [])
  const expected = [...taken, ...homes].toSorted()
  const missing = await until(
    () =>
      simulator.mails.length < expected.length
        ? `${simulator.mails.length} of ${expected.length} mails`
        : null,
    LONGEST_MS,
  )
  const messages = tricks.filter(({ trick }) => trick[1] !== null).length + FAMILY
  const unsent = await until(
    () =>
      simulator.messages.length < messages ? `${simulator.messages.length} of ${messages} messages` : null,
    LONGEST_MS,
  )
  const envelopes = simulator.mails.map(({ envelope: { to } }) => to.map(inAscii).join(' and ')).toSorted()
  const strange = simulator.mails.filter(
    ({ headers, envelope: { to } }) =>
      'bcc' in headers || 'cc' in headers || to.map(inAscii).join() !== headers['to'],
  )
  const numbers = new Set(simulator.messages.map(({ to }) => to))
  report.check(
    `abuse: ${tricks.length} tricks with addresses: refused, or one message to exactly that address`,
    failureOf([
      ...answers,
      missing ?? '',
      unsent ?? '',
      JSON.stringify(envelopes) === JSON.stringify(expected) ? '' : `Envelopes: ${envelopes.join(', ')}`,
      ...strange.map((mail) => `A mail with the headers ${JSON.stringify(mail.headers)}`),
      ...PHONES.flatMap(([, number]) =>
        number === null || numbers.has(number) ? [] : `Nothing to ${number}`,
      ),
    ]),
  )
  const letters_seen = simulator.mails.filter(({ envelope: { to } }) => homes.includes(to[0] ?? ''))
  const crowded = letters_seen.filter(({ text }) => family.filter((name) => text.includes(name)).length !== 1)
  report.check(
    `abuse: ${FAMILY} mails, each in its own envelope to one address, with one name`,
    failureOf([
      ...shared,
      letters_seen.length === FAMILY ? '' : `${letters_seen.length} mails`,
      ...crowded.map(({ text }) => `Not one name: ${text}`),
    ]),
  )
}

/** The simulator's mail server shows a domain as people read it. */
function inAscii(address: string): string {
  const at = address.lastIndexOf('@') + 1
  return address.slice(0, at) + domainToASCII(address.slice(at))
}

const FAMILY = 90
const HOMES = 30

/** Words of one length, so that none is a part of another. */
function letters(n: number): string {
  return [Math.floor(n / 26), n % 26].map((digit) => String.fromCharCode(97 + digit)).join('')
}
