import { test } from 'tap'
import { parsePhoneNumber } from '../../src/people/phone-number.ts'

test('parse-phone-number: one number written in many ways, is one number', async (t) => {
  const ways = [
    '98765 43210',
    '9876543210',
    '098765 43210',
    '+91 98765-43210',
    '+91 (0) 98765 43210',
    '(+91) 98765 43210',
    '(0091) 98765 43210',
    '०९८७६५४३२१०',
    '+९१ ९८७६५ ४३२१०',
    '٠٩٨٧٦٥٤٣٢١٠',
    '۰۹۸۷۶۵۴۳۲۱۰',
    '৯৮৭৬৫৪৩২১০',
    '＋９１９８７６５４３２１０',
    '𝟗𝟖𝟕𝟔𝟓𝟒𝟑𝟐𝟏𝟎',
    '00919876543210',
    '00 91 98765 43210',
    '919876543210',
    '91 98765 43210',
    '98765.43210',
    '98765‑43210',
    '\u202A+91 98765 43210\u202C',
    '\u200E98765\u00A043210\uFEFF\n',
  ]
  for (const text of ways) {
    t.strictSame(
      parsePhoneNumber(text, 'IN'),
      { ok: true, phone_number: '+919876543210' },
      JSON.stringify(text),
    )
  }
})

test('parse-phone-number: an Indian number that begins with 91, is national', async (t) => {
  t.strictSame(parsePhoneNumber('9198765432', 'IN'), { ok: true, phone_number: '+919198765432' })
})

test('parse-phone-number: a number abroad, is taken with its country code', async (t) => {
  const numbers = [
    ['+971 50 123 4567', '+971501234567'],
    ['00971501234567', '+971501234567'],
    ['971501234567', '+971501234567'],
    ['447911123456', '+447911123456'],
    ['+1 650 253 0000', '+16502530000'],
    ['+39 312 345 6789', '+393123456789'],
  ] as const
  for (const [text, phone_number] of numbers) {
    t.strictSame(parsePhoneNumber(text, 'IN'), { ok: true, phone_number }, text)
  }
})

test('parse-phone-number: another default country, reads national numbers there', async (t) => {
  t.strictSame(parsePhoneNumber('07911 123456', 'GB'), { ok: true, phone_number: '+447911123456' })
  t.strictSame(parsePhoneNumber('919876543210', 'GB'), { ok: true, phone_number: '+919876543210' })
})

test('parse-phone-number: a default country nobody knows, takes only international numbers', async (t) => {
  t.strictSame(parsePhoneNumber('+919876543210', 'ZZ'), { ok: true, phone_number: '+919876543210' })
  t.match(parsePhoneNumber('9876543210', 'ZZ'), { ok: false })
})

test('parse-phone-number: one digit too many or missing, is refused and not taken for a number abroad', async (t) => {
  // The first is a Russian mobile number, the second a Qatari one, if its first digits are read as a country code.
  for (const text of ['79123456789', '97433123456', '98765432101', '687912345', '987654321']) {
    t.match(parsePhoneNumber(text, 'IN'), { ok: false, fault: /extra digit/ }, text)
  }
  t.strictSame(parsePhoneNumber('+97433123456', 'IN'), { ok: true, phone_number: '+97433123456' })
})

test('parse-phone-number: what no message reaches, is refused with a sentence that helps', async (t) => {
  const refusals: [string, RegExp][] = [
    ['', /Give a mobile number/],
    [' \u200B ', /Give a mobile number/],
    ['9.19877E+11', /spreadsheet.*format the column as text/],
    ['9,19877e+11', /spreadsheet/],
    ['919877E6', /spreadsheet/],
    ['022 2345 6789', /landline/],
    ['+44 20 7946 0958', /landline/],
    ['1800 123 4567', /toll-free/],
    ['+1 800 356 9377', /toll-free/],
    ['100', /No mobile phone/],
    ['57575', /No mobile phone/],
    ['+999 123', /No mobile phone/],
    ['+', /nothing else/],
    ['()', /nothing else/],
    ['call 9876543210', /nothing else/],
    ['9876543210 (Ahmed)', /nothing else/],
    ['tel:+919876543210', /nothing else/],
    ['9876543210 ext 5', /no extension/],
    ['9876543210x5', /no extension/],
    ['9876543210;ext=7', /no extension/],
    ['9876543210#7', /no extension/],
    ['9876543210, 9876543211', /one mobile number/],
    ['9876543210 / 9876543211', /No mobile phone/],
    ['98765O3210', /nothing else/],
    ['1-800-FLOWERS', /nothing else/],
    ['9876543210\0', /nothing else/],
    ['9'.repeat(30), /No mobile phone/],
    ['9'.repeat(300_000), /nothing else/],
    ['9.E+11', /spreadsheet/],
  ]
  for (const [text, fault] of refusals) {
    t.match(parsePhoneNumber(text, 'IN'), { ok: false, fault }, JSON.stringify(text))
  }
})

test('parse-phone-number: a refusal, never repeats the number', async (t) => {
  for (const text of ['022 2345 6789', '79123456789', '1800 123 4567', 'call 9876543210', '9.19877E+11']) {
    const parsed = parsePhoneNumber(text, 'IN')
    t.notMatch(parsed.ok ? text : parsed.fault, /\d/, text)
  }
})
