import { test } from 'tap'
import { normaliseEmailAddress } from '../../src/people/email-address.ts'

test('normalise-email-address: an address, is trimmed and its domain lower-cased', async (t) => {
  const addresses = [
    [' Ahmed.Ali+duty@Example.ORG \n', 'Ahmed.Ali+duty@example.org'],
    ["o'brien@example.co.uk", "o'brien@example.co.uk"],
    ['a@bücher.example', 'a@xn--bcher-kva.example'],
    ['a@उदाहरण.भारत', 'a@xn--p1b6ci4b4b3a.xn--h2brj9c'],
  ] as const
  for (const [text, email] of addresses) t.strictSame(normaliseEmailAddress(text), { ok: true, email }, text)
})

test('normalise-email-address: anything but a single plain address is refused with an explanation', async (t) => {
  const refusals: [string, RegExp][] = [
    ['', /Give an e-mail address/],
    ['a@example.org\r\nBcc: b@example.org', /line breaks/],
    ['a\0@example.org', /control/],
    ['Ahmed <a@example.org>', /alone/],
    ['<a@example.org>', /alone/],
    ['"a b"@example.org', /alone/],
    ['a@example.org, b@example.org', /alone/],
    ['a b@example.org', /alone/],
    ['example.org', /one @/],
    ['a@b@example.org', /one @/],
    ['@example.org', /one @/],
    ['a@', /one @/],
    ['.a@example.org', /Before the @/],
    ['a..b@example.org', /Before the @/],
    ['é@example.org', /Before the @/],
    ['ſami@example.org', /Before the @/],
    ['\u212Aarim@example.org', /Before the @/],
    [`${'a'.repeat(65)}@example.org`, /Before the @/],
    ['a@localhost', /After the @/],
    ['a@-example.org', /After the @/],
    ['a@example.org.', /After the @/],
    ['a@exa_mple.org', /After the @/],
    ['a@exa%6Dple.org', /After the @/],
    ['a@example.org/x', /After the @/],
    ['a@[127.0.0.1]', /After the @/],
    ['a@127.0.0.1', /After the @/],
    [`a@${'b'.repeat(64)}.org`, /After the @/],
    [`a@${'bb.'.repeat(90)}org`, /at most 254/],
  ]
  for (const [text, fault] of refusals) {
    t.match(normaliseEmailAddress(text), { ok: false, fault }, JSON.stringify(text))
  }
})
