import { nastyText } from './nasty-texts.ts'
import type { Random } from './random.ts'

/** Nearly what a format asks for: read by some, and not by others. */
export function nastyOf(
  random: Random,
  { format, maxLength }: { format?: string; maxLength?: number },
): string {
  const nearly = format === undefined ? undefined : NEARLY[format]
  return nearly !== undefined && random.chance(0.7) ? nearly(random) : nastyText(random, maxLength)
}

const DATES = ['2026-03-14', '2024-02-29', '2023-02-29', '2026-02-30', '0000-01-01', '0001-01-01', '1999-12-31', '2000-01-01', '2100-12-31', '2101-01-01', '9999-12-31', '-000001-01-01', '+010000-01-01', '+002026-03-14', '-271821-04-19', '+275760-09-13', '20260314', '2026-073', '2026-W11-6', '2026-3-14', '26-03-14', '2026-03', '2026/03/14', '٢٠٢٦-٠٣-١٤', ' 2026-03-14', '2026-03-14\n', '2026-03-14[u-ca=hebrew]', 'today', 'tomorrow', 'infinity', '-infinity', 'epoch', '2026-03-14 BC', 'J2451187'] // prettier-ignore
const SEPARATORS = ['T', 't', ' ', '_', '', 'T ', '  ']
const TIMES = ['12:30:00', '12:30', '12', '1230', '24:00:00', '23:59:60', '23:59:61', '00:00:00.1', '12:30:00,5', '12:30:00.123456789', '12:30:00.1234567891', '12:30:00.', '-01:00:00', '12:30:00 PM', '012:30', '12:60', 'allballs'] // prettier-ignore
const ZONES = ['Z', 'z', '+05:30', '+0530', '+05', '-00:00', '+15:59', '+16:00', '+23:59', '-23:59', '+24:00', '+05:30:15', '+05:30:15.5', '−05:30', ' +05:30', 'UTC', ' Asia/Kolkata', 'Z[Asia/Kolkata]', '[Asia/Kolkata]', '', 'ZZ', '+1', 'PST8PDT', 'EST'] // prettier-ignore

const NEARLY: Readonly<Record<string, (random: Random) => string>> = {
  date: (random) => random.pick(DATES),
  'date-time': (random) =>
    `${sound(random, DATES)}${sound(random, SEPARATORS)}${sound(random, TIMES)}${sound(random, ZONES)}`,
  uuid: (random) => {
    const id = random.text(32, '0123456789abcdefABCDEF').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    return random.pick([id, id.replaceAll('-', ''), `{${id}}`, `urn:uuid:${id}`, id.slice(1), `${id}0`, ` ${id}`, `${id}\n`, id.replace(/./, 'g'), id.toUpperCase()]) // prettier-ignore
  },
  email: (random) => {
    const local = random.pick([
      'a',
      'a.b',
      '.a',
      'a..b',
      'a+b',
      '"a b"',
      'ä',
      'x'.repeat(64),
      'x'.repeat(65),
      'a\0',
      "o'hara",
      'a\u200d',
    ])
    const domain = random.pick(['example.org', 'localhost', '[127.0.0.1]', '1.2.3.4', 'xn--a', 'xn--99999999', 'bücher.example', '例え.テスト', 'a_b.org', '-a.org', 'a-.org', `${'a'.repeat(64)}.org`, `${'a.'.repeat(120)}org`, 'example.org.', 'example..org', 'EXAMPLE.ORG', 'ex\u00adample.org', '１２.org', 'a.123']) // prettier-ignore
    return `${local}${random.pick(['@', '@', '@', '@@', '＠', ' @ '])}${domain}`
  },
}

/** The first more often than not, so that most times only one part is off. */
function sound(random: Random, parts: readonly string[]): string {
  return random.chance(0.6) ? (parts[0] ?? '') : random.pick(parts)
}
