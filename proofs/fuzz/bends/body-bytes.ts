import { bytesOf, type Draft, setHeader } from '../draft.ts'
import type { Random } from '../random.ts'
import { bends } from './bend.ts'

const MEBIBYTE = 1_048_576

const has_body = ({ body, bytes }: Draft): boolean => body !== undefined || (bytes?.length ?? 0) > 0

type Change = (bytes: Buffer, random: Random) => Buffer | string

function changing(named: Readonly<Record<string, Change>>, weight = 1) {
  const applied = Object.entries(named).map(([name, change]) => [
    name,
    (draft: Draft, random: Random) => {
      draft.bytes = Buffer.from(change(bytesOf(draft) ?? Buffer.alloc(0), random))
    },
  ])
  return bends('bytes', has_body, Object.fromEntries(applied), weight)
}

const INVALID_UTF8 = ['ff', 'c0af', 'e08080', 'eda080', 'f4908080', 'f8', '80', 'c3', 'f09f98']

/** What is no JSON, or JSON that is read in more than one way. */
export const BODY_BYTES_BENDS = [
  ...changing({
    'cut off': (bytes, random) => bytes.subarray(0, random.int(0, bytes.length - 1)),
    'a byte changed': (bytes, random) => {
      const at = random.int(0, bytes.length - 1)
      return Buffer.concat([bytes.subarray(0, at), random.bytes(1), bytes.subarray(at + 1)])
    },
    'invalid UTF-8': (bytes, random) => {
      const at = random.int(0, bytes.length)
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(random.pick(INVALID_UTF8), 'hex'),
        bytes.subarray(at),
      ])
    },
    'a byte order mark': (bytes) => Buffer.concat([Buffer.from('efbbbf', 'hex'), bytes]),
    'UTF-16': (bytes) => Buffer.from(`\ufeff${bytes.toString()}`, 'utf16le'),
    'a NUL behind': (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]),
    'more behind': (bytes, random) =>
      `${bytes.toString()}${random.pick(['x', '{}', ',', ']', '//', '\u2028'])}`,
    'blanks around': (bytes, random) => {
      const blanks = random.text(random.pick([1, 1_000]), ' \t\r\n')
      return `${blanks}${bytes.toString()}${blanks}`
    },
    'keys twice': (bytes) => {
      const text = bytes.toString()
      return text.startsWith('{"') ? `${text.slice(0, -1)},${text.slice(1)}` : text
    },
    'a key twice, of two values': (bytes, random) => {
      const text = bytes.toString()
      const [, key] = /^\{("[^"]+"):/.exec(text) ?? []
      return key === undefined ? text : `{${key}:${random.pick(['1', 'null', '"x"', '{}'])},${text.slice(1)}`
    },
    'escapes for letters': (bytes) =>
      bytes
        .toString()
        .replaceAll(/[a-z]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`),
    'other JSON': (_, random) =>
      random.pick(["{'a':1}", '{a:1}', '{"a":1,}', '[1,]', '01', '.5', '1.', '+1', 'NaN', 'Infinity', '/**/{}', '"\n"', '"\\x41"', '"\\ud800"', 'nul', 'undefined', '\u00a0{}', '{"a"}', '{"a":}', '{,}', '\\u007b\\u007d']), // prettier-ignore
    'deep nesting': (_, random) => {
      const depth = random.pick([10, 100, 1_000, 10_000])
      const [open, close] = random.pick([['[', ']'] as const, ['{"a":', '}'] as const])
      return `${open.repeat(depth)}1${random.chance(0.8) ? close.repeat(depth) : ''}`
    },
    'deep nesting in a field': (_, random) => {
      const depth = random.pick([10, 1_000, 20_000])
      return `{"full_name":${'['.repeat(depth)}${']'.repeat(depth)},"filter":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`
    },
  }),
  ...changing(
    {
      'exactly a mebibyte': (bytes) => padded(bytes, MEBIBYTE),
      'a mebibyte and a byte': (bytes) => padded(bytes, MEBIBYTE + 1),
      'five megabytes': (bytes) => padded(bytes, 5_000_000),
      'a field of a megabyte': (_, random) =>
        JSON.stringify({
          full_name: random.pick(['x', 'é', '9', '\u0301', ' ', '\u200c']).repeat(450_000),
          phone_number: '9'.repeat(100_000),
        }),
      'many thousand fields': (_, random) => {
        const name = random.pick(['field', '__proto_', '\u0000'])
        return JSON.stringify(
          Object.fromEntries(Array.from({ length: 30_000 }, (_, at) => [`${name}${at}`, at])),
        )
      },
      'a long list': () => `[${'{},'.repeat(200_000)}{}]`,
    },
    0.12,
  ),
  ...bends('bytes', has_body, {
    'another type': (draft, random) => {
      setHeader(draft, 'content-type', random.pick(TYPES))
    },
    'said to be compressed, and not': (draft, random) => {
      setHeader(
        draft,
        'content-encoding',
        random.pick(['gzip', 'br', 'deflate', 'identity', 'zstd', 'gzip, gzip', 'x']),
      )
    },
  }),
]

const TYPES = [
  '', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=x', 'application/xml',
  'application/json; charset=utf-16', 'application/json; charset=utf-8', 'application/json;', 'APPLICATION/JSON', 'application/json, text/plain',
  'application/problem+json', 'application/jsonx', ' application/json', 'application/json; __proto__=1', 'json', '*/*', 'application/*', '\xff', ';;;', 'a/b/c',
] // prettier-ignore

function padded(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(Math.max(0, length - bytes.length), ' ')])
}
