import { assert, property, stringMatching } from 'fast-check'
import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { PHONE_NUMBER_FAULTS, type PhoneNumberFaultCode } from '../../src/people/phone-number-fault.ts'
import { parsePhoneNumber } from '../../src/people/phone-number.ts'

const MEENA = { ok: true, phone_number: '+919876543210' } as const

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
    '+91\u221298765\u221243210',
    '98765/43210',
    '0919876543210',
    '091 98765 43210',
    '+91 98765\n43210',
  ]
  for (const text of ways) {
    t.strictSame(parsePhoneNumber(text, 'IN'), MEENA, JSON.stringify(text))
  }
})

test('parse-phone-number: forms of chats, are understood', async (t) => {
  const forms = [
    'https://wa.me/919876543210',
    'wa.me/+919876543210?text=Hi%20there',
    'wa.me/9876543210',
    'https://api.whatsapp.com/send?phone=919876543210&text=x',
    'https://api.whatsapp.com/send/?phone=%2B919876543210',
    'whatsapp://send?phone=+919876543210',
    'whatsapp:+919876543210',
    '919876543210@c.us',
    '919876543210@s.whatsapp.net',
    '~Meena +91 98765 43210',
    '~ +91 98765 43210',
    '\u200E~+919876543210',
    '+91 98765 43210 ~Meena R',
    '\u{1F1EE}\u{1F1F3} +91 98765 43210',
    '\u{1F4DE} 98765 43210',
    '98765 43210 (WhatsApp)',
    '*+91 98765 43210*',
    '~+91 98765 43210~',
    '_+919876543210_',
    'sms:+919876543210?body=hi',
  ]
  for (const text of forms) t.strictSame(parsePhoneNumber(text, 'IN'), MEENA, JSON.stringify(text))
  t.strictSame(parsePhoneNumber('https://wa.me/971501234567', 'IN'), {
    ok: true,
    phone_number: '+971501234567',
  })
})

test('parse-phone-number: forms of spreadsheets and lead forms, are understood', async (t) => {
  const forms = [
    '919876543210.0',
    '9876543210.00',
    '9876543210,0',
    "'+919876543210",
    '="919876543210"',
    '=+919876543210',
    '"9876543210"',
    '919,876,543,210',
    '9,876,543,210',
    'p:+919876543210',
    'p: 9876543210',
    'Mobile: 98765 43210',
    'Mob No: 98765 43210',
    'IN +91 98765 43210',
    "['+919876543210']",
    '%2B919876543210',
    '+91&nbsp;98765&nbsp;43210',
    '+91+919876543210',
    '+91+9876543210',
    '\u{2795}91 98765 43210',
    '\uFF08+91\uFF0998765\uFF0D43210',
    '+91-9876543210 (M)',
    '+91 919876543210',
    '+91 0091 98765 43210',
  ]
  for (const text of forms) t.strictSame(parsePhoneNumber(text, 'IN'), MEENA, JSON.stringify(text))
})

test('parse-phone-number: contact cards, are understood', async (t) => {
  const cards = [
    'tel:+91-98765-43210',
    '<tel:+919876543210>',
    '"TEL:+91 98765 43210"',
    'tel:98765-43210;phone-context=+91',
    'TEL;TYPE=CELL:098765 43210',
    'TEL;VALUE=uri;TYPE="voice,cell":tel:+91-98765-43210',
    'item1.TEL;waid=919876543210:+91 98765 43210',
    'TEL;waid=919876543210:98765 43210',
    'BEGIN:VCARD\nVERSION:3.0\nFN:Meena\nTEL;type=CELL;waid=919876543210:+91 98765 43210\nEND:VCARD',
    'BEGIN:VCARD\r\nTEL;type=CELL:+91 98765\r\n  43210\r\nEND:VCARD',
    'BEGIN:VCARD VERSION:3.0 FN:Meena TEL;TYPE=CELL:+91 98765 43210 END:VCARD',
    'MECARD:N:Meena;TEL:+919876543210;;',
  ]
  for (const text of cards) t.strictSame(parsePhoneNumber(text, 'IN'), MEENA, JSON.stringify(text))
})

test('parse-phone-number: numbers as WhatsApp ids of some countries, are the numbers that one dials', async (t) => {
  const numbers = [
    ['+52 1 55 1234 5678', '+525512345678'],
    ['+55 47 9123 4567', '+5547991234567'],
    ['+229 97 12 34 56', '+2290197123456'],
    ['+54 11 15 2345 6789', '+5491123456789'],
  ] as const
  for (const [text, phone_number] of numbers) {
    t.strictSame(parsePhoneNumber(text, 'IN'), { ok: true, phone_number }, text)
  }
  t.strictSame(parsePhoneNumber('5215512345678', 'MX'), { ok: true, phone_number: '+525512345678' })
  t.strictSame(parsePhoneNumber('47 9123 4567', 'BR'), { ok: true, phone_number: '+5547991234567' })
})

test('parse-phone-number: an Indian number that begins with 91, is national', async (t) => {
  t.strictSame(parsePhoneNumber('9198765432', 'IN'), { ok: true, phone_number: '+919198765432' })
})

test('parse-phone-number: a number of another country, is taken with + or 00', async (t) => {
  const numbers = [
    ['+971 50 123 4567', '+971501234567'],
    ['00971501234567', '+971501234567'],
    ['+97433123456', '+97433123456'],
    ['+1 650 253 0000', '+16502530000'],
    ['+39 312 345 6789', '+393123456789'],
  ] as const
  for (const [text, phone_number] of numbers) {
    t.strictSame(parsePhoneNumber(text, 'IN'), { ok: true, phone_number }, text)
  }
})

test('parse-phone-number: another default country, reads national numbers there', async (t) => {
  t.strictSame(parsePhoneNumber('07911 123456', 'GB'), { ok: true, phone_number: '+447911123456' })
  t.strictSame(parsePhoneNumber('0171/1234567', 'DE'), { ok: true, phone_number: '+491711234567' })
  t.match(parsePhoneNumber('919876543210', 'GB'), { ok: false, code: 'country_code_missing' })
})

test('parse-phone-number: an unknown default country, takes only international numbers', async (t) => {
  t.strictSame(parsePhoneNumber('+919876543210', 'ZZ'), MEENA)
  t.match(parsePhoneNumber('9876543210', 'ZZ'), { ok: false, code: 'country_code_missing' })
})

test('parse-phone-number: digits without + or 00, are a number of the default country or refused', async (t) => {
  assert(
    property(stringMatching(/^[1-9]\d{4,14}$/), (digits) => {
      const parsed = parsePhoneNumber(digits, 'IN')
      return !parsed.ok || parsed.phone_number.startsWith('+91')
    }),
  )
  t.pass('no counterexample')
})

const REFUSALS: Readonly<Record<PhoneNumberFaultCode, readonly string[]>> = {
  missing: ['', ' \u200B ', "'"],
  not_a_number: [
    '+',
    '()',
    'n/a',
    'call 9876543210',
    '9876543210 (Ahmed)',
    '98765O3210',
    '1-800-FLOWERS',
    '9876543210\0',
  ],
  two_numbers: [
    '98930 12345/46',
    '98930 12345, 46',
    '98930 12345 46',
    '9876543210/11',
    '9876543210-11',
    '9876543210, 9876543211',
    '9876543210 / 9876543211',
    '9876543210 9876543211',
    '9876543210\n9876543211',
    '9876543210;9876543211',
    '9876543210 & 11',
    '9876543210 or 9876543211',
    '9876543210 या 9876543211',
    '9876543210 to 15',
    '9876543210\uFF0C9876543211',
    '022-23456789/90',
    '9876543210 (call) 9876543211 (home)',
    '98765432109876543211',
    '+919876543210+919876543211',
    '+91 98765 43210 ::: +91 98765 43211',
    '+971501234567, 9876543210',
    '022-23456789/9876543210',
    'BEGIN:VCARD\nTEL:+91 98765 43210\nTEL:+91 98765 43211\nEND:VCARD',
  ],
  extension: [
    '9876543210 ext 5',
    '9876543210x5',
    '9876543210;ext=7',
    '9876543210#7',
    'tel:+919876543210;ext=5',
  ],
  link_without_number: ['https://wa.me/message/ABCDEF', 'BEGIN:VCARD\nFN:Meena\nEND:VCARD'],
  spreadsheet_rounded: [
    '9.19877E+11',
    '9,19877e+11',
    '919877E6',
    '9.E+11',
    '="9.19877E+11"',
    '9.19877 × 10^11',
    '919877000000',
    '919877000000.0',
  ],
  spreadsheet_error: ['#N/A', '#REF!', '#ERROR!', '########'],
  country_code_missing: [
    '971501234567',
    '447911123456',
    '5215512345678',
    '554791234567',
    '79123456789', // Russia, or an Indian number with an extra digit
    '97433123456',
    '+98765 43210',
  ],
  unknown_country_code: ['+999 123', '+0 1234'],
  too_short: ['100', '57575', '987654321', '91 98765 4321', '+91 98765 4321'],
  too_long: [
    '98765432101',
    '9198765432101',
    '+91 98765 432101',
    '9876543210 1',
    '9'.repeat(30),
    '9'.repeat(300_000),
  ],
  no_such_number: ['1111111111', '+91 50123 45678', '+971 59 1234567'],
  landline: ['022 2345 6789', '912223456789', '+44 20 7946 0958'],
  not_mobile: ['1800 123 4567', '+1 800 356 9377'],
}

for (const [code, texts] of Object.entries(REFUSALS)) {
  test(`parse-phone-number: a refusal for ${code}, has this code and never repeats the number`, async (t) => {
    for (const text of texts) {
      const parsed = parsePhoneNumber(text, 'IN')
      t.match(parsed, { ok: false, code }, JSON.stringify(text.slice(0, 100)))
      t.notMatch(parsed.ok ? text : parsed.fault, /\d/, text.slice(0, 100))
    }
  })
}

test('docs/errors.md, lists the cause of every refusal of a phone number', async (t) => {
  const document = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')
  for (const code of Object.keys(PHONE_NUMBER_FAULTS)) t.match(document, `| \`${code}\` |`)
})
