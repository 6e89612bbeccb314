import { test } from 'tap'
import { nameKey, normaliseFullName } from '../../src/people/full-name.ts'

function codePoints(text: string): string {
  return Array.from(text, (character) => `U+${character.codePointAt(0)?.toString(16)}`).join(' ')
}

test('normalise-full-name: white space of any kind, is trimmed and folded', async (t) => {
  for (const blank of ['  ', '\t', '\r\n', '\u00A0', '\u3000', '\u2028', '\u0085']) {
    t.strictSame(
      normaliseFullName(`${blank}Ahmed${blank}Ali${blank}`),
      { ok: true, full_name: 'Ahmed Ali' },
      codePoints(blank),
    )
  }
})

test('normalise-full-name: control, bidi and zero-width characters, are removed', async (t) => {
  const hidden = [
    '\u0007',
    '\u001B',
    '\u007F',
    '\u009F',
    '\u200B',
    '\u200E',
    '\u202E',
    '\u2066',
    '\u2069',
    '\u061C',
    '\u2060',
    '\uFEFF',
    '\u00AD',
    '\u034F',
    '\u{E0041}',
    '\uFFF9',
    '\uD800',
  ]
  for (const character of hidden) {
    t.strictSame(
      normaliseFullName(`Ah${character}med ${character} Ali${character}`),
      { ok: true, full_name: 'Ahmed Ali' },
      codePoints(character),
    )
  }
})

test('normalise-full-name: joiners, stay between letters and go elsewhere', async (t) => {
  const persian = 'علی\u200Cرضا'
  const sinhala = 'ශ්\u200Dරී'
  t.strictSame(normaliseFullName(persian), { ok: true, full_name: persian })
  t.strictSame(normaliseFullName(sinhala), { ok: true, full_name: sinhala })
  t.strictSame(normaliseFullName('\u200DAhmed\u200C Ali\u200D'), { ok: true, full_name: 'Ahmed Ali' })
  t.strictSame(normaliseFullName('Ahmed\u200D\u200DAli'), { ok: true, full_name: 'AhmedAli' })
})

test('normalise-full-name: decomposed letters, are composed, also when something unseen stood between', async (t) => {
  t.strictSame(normaliseFullName('Jose\u0301'), { ok: true, full_name: 'José' })
  t.strictSame(normaliseFullName('Jose\u200B\u0301'), { ok: true, full_name: 'José' })
})

test('normalise-full-name: names of many scripts, stay as they are', async (t) => {
  for (const full_name of [
    'محمد علی',
    'मोहम्मद अली',
    "O'Brien-Smith",
    'J. R. R. Tolkien',
    '李小龍',
    '辻\u{E0100}',
    'Ali 2',
  ]) {
    t.strictSame(normaliseFullName(full_name), { ok: true, full_name })
  }
})

test('normalise-full-name: a text without letters is refused', async (t) => {
  for (const text of ['', '   ', '\u200B\u200D', '\u202E', '123', '---', '🙂', '\u3164', '\u115F']) {
    t.match(
      normaliseFullName(text),
      { ok: false, code: 'no_letter', fault: /at least one letter/ },
      codePoints(text),
    )
  }
})

test('normalise-full-name: a NUL, is refused', async (t) => {
  t.match(normaliseFullName('Ahmed\0Ali'), { ok: false, code: 'nul_character', fault: /NUL/ })
})

test('normalise-full-name: 200 characters after normalisation, are the most', async (t) => {
  t.match(normaliseFullName(` ${'𐐀'.repeat(200)} \u200B`), { ok: true })
  t.match(normaliseFullName('a'.repeat(201)), { ok: false, code: 'too_long', fault: /at most 200/ })
})

test('normalise-full-name: a normalised name, is left as it is', async (t) => {
  for (const text of ['A \u200D B', 'A\u200B\u200C\u200BB', 'e\u200C\u0301', '\u0301a', 'A\u200D\u202Eb ']) {
    const once = normaliseFullName(text)
    t.strictSame(once.ok && normaliseFullName(once.full_name), once, codePoints(text))
  }
})

test('name-key: case and unseen joiners, make no other person', async (t) => {
  t.equal(nameKey('AHMED Ali'), nameKey('Ahmed ALI'))
  t.equal(nameKey('Ah\u200Cmed'), nameKey('Ahmed'))
  t.not(nameKey('Ahmed Ali'), nameKey('Amina Ali'))
})

test('normalise-full-name: what a reader would make a link or a number to call of, is refused', async (t) => {
  const names = [
    'You won! Claim at https://evil.example/x',
    'Claim at www.evil',
    'Claim at evil.com',
    'Claim at Evil.Example.CO.IN today',
    'win.money',
    'x.com',
    'bit.ly',
    'bit.ly/abc',
    'wa.me/prize',
    'ｅｖｉｌ．ｃｏｍ',
    'evil。com',
    'пример.рф',
    'someone@evil',
    'Ahmed ＠evil',
    'mailto:a@b.co',
    'Server 10.0.0.1',
    'Call 98765 43210',
    'Call (022) 23-45',
    'Ring ९८७६५४',
    'Call 1 2 3.4-5–6',
    'Rafiq.Md',
  ]
  for (const name of names) {
    t.match(normaliseFullName(name), { ok: false, code: 'name_contains_link', fault: /blank/ }, name)
  }
})

test('normalise-full-name: initials and short forms, get a blank after the dot and pass', async (t) => {
  const names = {
    'Sk.Md. Rafiq': 'Sk. Md. Rafiq',
    'Sk.Md.Rafiq': 'Sk. Md. Rafiq',
    'M.K.': 'M. K.',
    'A.P.J. Abdul Kalam': 'A. P. J. Abdul Kalam',
    'Md.Islam': 'Md. Islam',
    'Mohd.Sk. Ali': 'Mohd. Sk. Ali',
    'M.Kim': 'M. Kim',
    "D'Souza J.M.": "D'Souza J. M.",
    'के.एम. खान': 'के. एम. खान',
    'Ahmed Ali': 'Ahmed Ali',
    'St. John Ali Jr.': 'St. John Ali Jr.',
    'Ali 12345': 'Ali 12345',
    'Abu-Bakr Al.Siddiq': 'Abu-Bakr Al. Siddiq',
    'Mohammed.Irfan': 'Mohammed.Irfan',
  }
  for (const [name, full_name] of Object.entries(names)) {
    t.strictSame(normaliseFullName(name), { ok: true, full_name }, name)
    t.strictSame(normaliseFullName(full_name), { ok: true, full_name }, 'the result stays as it is')
  }
})
