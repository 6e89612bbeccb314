import type { Random } from './random.ts'

const TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u0001\u0008\u001f\u007f\u0085\u009f',
  '\ud800',
  '\udfff\ud800',
  'a\udc00b',
  '\uffff\ufffe',
  '\ufeffbom',
  '\ufffd',
  '\u202e\u2066\u200fdrow\u2069',
  'رمضان \u200f\u061c١٢٣',
  'a' + '\u0301\u0327\u0488'.repeat(50),
  '\u0341\u0f77\u1e9b\u0323',
  'ß\u0130\u0149ﬃ\u1e9e',
  '👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿🇮🇳\u{1f3fd}',
  '\u{10ffff}\u{e0001}\u{1d173}',
  '\u2028\u2029',
  '\r\nset-cookie: a=b',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'true',
  'NaN',
  '[object Object]',
  '-0',
  '1e400',
  '0x7fffffff',
  '٠١٢٣٤٥٦٧٨٩',
  '９８７６５４３２１０',
  '9.19877E+11',
  "'; drop table registrations; --",
  '%s%n%p ${7*7} {{7*7}} <%= 7 %>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '../../../../etc/passwd',
  'C:\\con\\nul',
  "=cmd|'/c calc'!A0",
  '\\',
  '\\u0000',
  '%00',
  '%',
  '%c0%af',
  '{"full_name":1}',
  '[]',
  '{}',
  '(?:a+)+$',
  'infinity',
  '-infinity',
  'epoch',
  'now',
  '0000-00-00',
  '2026-02-30',
  '2026-13-01',
  '9999-12-31',
  '10000-01-01',
  '-000001-01-01',
  '-271821-04-19',
  '+275760-09-14',
  '2026-03-15T00:00:00Z',
  '2026-03-15T23:59:60Z',
  '2026-03-15T25:61:61Z',
  '0001-01-01T00:00:00+23:59',
  '2026-03-14T12:30:00+99:99',
  '2026-03-14T12:30:00.123456789123Z',
  '2026-03-14T12:30:00Z[Asia/Kolkata]',
  '2026-03-14T12:30:00Z[u-ca=hebrew]',
  '2026-03-14 12:30:00Z',
  '99999-01-01T00:00:00Z',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '01890A5D-AC96-774B-BCCE-B302099A8057',
  '{01890a5d-ac96-774b-bcce-b302099a8057}',
  '01890a5dac96774bbcceb302099a8057',
  'a@b',
  'a@b.c',
  '"a b"@example.org',
  'a@[127.0.0.1]',
  'a@xn--.org',
  'ä@exämple.org',
  'a@' + 'b.'.repeat(130) + 'org',
]

const ALPHABETS = [
  'abc',
  '0123456789',
  'aB1 -_.',
  '\u0000\u0001\u0009\u000a\u000d\u001f\u007f',
  'éßçñøł',
  'اردوहिन्दीবাংলা',
  '\u0300\u0301\u200b\u200c\u200d\u200e\u202a\u202c\u2066',
  '\ud800\udbff\udc00\udfff',
  '"\\/{}[]:,',
  '%&=+#?;',
  '😀🏽👩🏻‍🚀',
]

/** Around what buffers, identifiers and columns usually take. */
const LENGTHS = [
  1, 2, 59, 60, 61, 63, 64, 65, 127, 128, 129, 199, 200, 201, 254, 255, 256, 257, 300, 320, 1_000,
]

/** A text of the kinds that break programs; at times of the length of a limit, or one character beyond it. */
export function nastyText(random: Random, limit?: number): string {
  if (limit !== undefined && random.chance(0.3)) {
    return random.text(limit + random.pick([-1, 0, 0, 1, 1, 2]), random.pick(ALPHABETS))
  }
  if (random.chance(0.6)) return random.pick(TEXTS)
  if (random.chance(0.1))
    return random.pick(['x', '😀', '\u0301', 'ا', '9']).repeat(random.pick(LONG_LENGTHS))
  return random.text(random.pick(LENGTHS), random.pick(ALPHABETS))
}

const LONG_LENGTHS = [4_096, 8_191, 65_535, 65_536, 100_000]
