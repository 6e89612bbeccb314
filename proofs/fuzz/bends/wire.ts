import type { Draft } from '../draft.ts'
import type { Random } from '../random.ts'
import { encode, type Request, type WireFault } from '../request.ts'
import { bends } from './bend.ts'

type After = WireFault['after']
type Wrong = (request: Request, random: Random) => { bytes: Buffer | string; after?: After }

const has_body = ({ body, bytes }: Draft): boolean => body !== undefined || (bytes?.length ?? 0) > 0

function faults(fits: (draft: Draft) => boolean, named: Readonly<Record<string, Wrong>>) {
  const applied = Object.entries(named).map(([name, wrong]) => [
    name,
    (draft: Draft, random: Random) => {
      draft.wire_fault = (request) => {
        const { bytes, after = 'waits' } = wrong(request, random)
        return { name, bytes: Buffer.from(bytes), after }
      }
    },
  ])
  return bends('wire', fits, Object.fromEntries(applied), 0.3)
}

/** Faults of HTTP itself. A request that is whole waits for its answer; of one that is not, the sender's end is the end. */
export const WIRE_BENDS = [
  ...faults(has_body, {
    'a body broken off': (request, random) => {
      const whole = encode(request)
      const head = whole.length - (request.body?.length ?? 0)
      return { bytes: whole.subarray(0, random.int(head, whole.length - 1)), after: gone(random) }
    },
    'a length too large': (request, random) => ({
      bytes: withLength(request, String((request.body?.length ?? 0) + random.pick([1, 10, 2_000_000]))),
      after: gone(random),
    }),
    'a length too small': (request, random) => ({
      bytes: withLength(request, String(random.int(0, (request.body?.length ?? 1) - 1))),
    }),
    'a length that is none': (request, random) => ({
      bytes: withLength(
        request,
        random.pick(['-1', 'x', '1e3', '+5', '0x10', '', '1 1', '99999999999999999999', '1,1']),
      ),
    }),
    'two lengths': (request) => ({
      bytes: withHeaders(request, [
        ['content-length', '1'],
        ['content-length', String(request.body?.length ?? 0)],
      ]),
    }),
    'in chunks': (request, random) => ({ bytes: chunked(request, (body) => chunksOf(body, random)) }),
    'in chunks with trailers': (request, random) => ({
      bytes: chunked(
        request,
        (body) => `${chunksOf(body, random).slice(0, -2)}x-a: 1\r\nauthorization: Bearer x\r\n\r\n`,
      ),
    }),
    'in chunks with extensions': (request) => ({
      bytes: chunked(
        request,
        (body) =>
          `${body.length.toString(16)};a="${'x'.repeat(200)}"\r\n${body.toString('latin1')}\r\n0\r\n\r\n`,
      ),
    }),
    'in chunks without end': (request, random) => ({
      bytes: chunked(request, (body) => chunksOf(body, random).slice(0, -5)),
      after: gone(random),
    }),
    'a chunk of a faulty size': (request, random) => ({
      bytes: chunked(
        request,
        (body) =>
          `${random.pick(['x', '-1', 'fffffffffffffffff', '0x5', ' 5', '', '5 '])}\r\n${body.toString('latin1')}\r\n0\r\n\r\n`,
      ),
      after: 'half-closes',
    }),
    'a chunk longer than said': (request) => ({
      bytes: chunked(request, (body) => `1\r\n${body.toString('latin1')}\r\n0\r\n\r\n`),
      after: 'half-closes',
    }),
    'in chunks and of a length': (request, random) => ({
      bytes: withHeaders(request, [
        ['transfer-encoding', 'chunked'],
        ['content-length', String(random.int(0, 50))],
      ]),
      after: 'half-closes',
    }),
    'another transfer encoding': (request, random) => ({
      bytes: withHeaders(request, [
        [
          'transfer-encoding',
          random.pick(['identity', 'gzip', 'gzip, chunked', 'chunked, gzip', 'xchunked', 'chunked, chunked']),
        ],
      ]),
      after: 'half-closes',
    }),
    'more behind the body': (request, random) => ({
      bytes: Buffer.concat([
        encode(request),
        Buffer.from(random.pick(['x', 'GARBAGE\r\n\r\n', '\r\n\r\n', '\0\0\0\0', 'GET'])),
      ]),
    }),
  }),
  ...faults(() => true, {
    'a head broken off': (request, random) => {
      const whole = encode(request)
      return { bytes: whole.subarray(0, random.int(1, whole.indexOf('\r\n\r\n'))), after: gone(random) }
    },
    'three at once': (request) => {
      const next = encode({
        ...request,
        method: 'GET',
        target: '/livez',
        body: undefined,
        headers: [['host', 'x']],
      })
      const last = encode({
        ...request,
        method: 'GET',
        target: '/v1/nothing',
        body: undefined,
        headers: [
          ['host', 'x'],
          ['connection', 'close'],
        ],
      })
      const first = encode({ ...request, headers: request.headers.filter(([name]) => name !== 'connection') })
      return { bytes: Buffer.concat([first, next, last]) }
    },
    'garbage behind': (request) => ({
      bytes: Buffer.concat([encode(request), Buffer.from('GARBAGE\r\n\r\n')]),
    }),
    'line feeds alone': (request) => edited(request, (head) => head.replaceAll('\r\n', '\n')),
    'a folded header': (request) =>
      edited(request, (head) => head.replace('\r\n\r\n', '\r\nx-a: 1\r\n 2\r\n\r\n')),
    'a blank before the colon': (request) =>
      edited(request, (head) => head.replace('\r\n\r\n', '\r\nx-a : 1\r\n\r\n')),
    'a header without a name': (request) =>
      edited(request, (head) => head.replace('\r\n\r\n', '\r\n: 1\r\n\r\n')),
    'a NUL in a header': (request) =>
      edited(request, (head) => head.replace('\r\n\r\n', '\r\nx-a: 1\0\r\n\r\n')),
    'a NUL in the address': (request) => edited(request, (head) => head.replace(' HTTP', '\0 HTTP')),
    'a blank in the address': (request) => edited(request, (head) => head.replace(' HTTP', ' x HTTP')),
    'no host': (request) => ({
      bytes: encode({ ...request, headers: request.headers.filter(([name]) => name !== 'host') }),
    }),
    'two hosts': (request) => ({
      bytes: encode({ ...request, headers: [...request.headers, ['host', 'x']] }),
    }),
    'another version': (request, random) =>
      edited(request, (head) =>
        head.replace(
          'HTTP/1.1',
          random.pick(['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', 'XTTP/1.1', '']),
        ),
      ),
    'another expectation': (request) => ({
      bytes: withHeaders(request, [['expect', 'the unexpected']], true),
    }),
    'another protocol': (_, random) => ({
      bytes: random.pick([
        Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
        Buffer.from('16030100a5010000a10303', 'hex'),
        Buffer.from('SSH-2.0-x\r\n\r\n'),
        Buffer.from('CONNECT 127.0.0.1:80 HTTP/1.1\r\nhost: x\r\n\r\n'),
        random.bytes(300),
      ]),
      after: 'half-closes',
    }),
    'a header of sixty kilobytes': (request) =>
      edited(request, (head) => head.replace('\r\n\r\n', `\r\nx-a: ${'x'.repeat(60_000)}\r\n\r\n`)),
    'ten thousand headers': (request) =>
      edited(request, (head) => head.replace('\r\n\r\n', `\r\n${'a:\r\n'.repeat(10_000)}\r\n`)),
    'blank lines in front': (request) => ({
      bytes: Buffer.concat([Buffer.from('\r\n\r\n'), encode(request)]),
    }),
  }),
]

function gone(random: Random): After {
  return random.pick(['half-closes', 'vanishes'])
}

function withHeaders(request: Request, more: [string, string][], with_length = false): Buffer {
  const body = request.body ?? Buffer.alloc(0)
  const length: [string, string][] = with_length ? [['content-length', String(body.length)]] : []
  return encode({ ...request, headers: [...request.headers, ...more, ...length] })
}

function withLength(request: Request, length: string): Buffer {
  return withHeaders(request, [['content-length', length]])
}

function chunked(request: Request, write: (body: Buffer) => string): Buffer {
  const body = Buffer.from(write(request.body ?? Buffer.alloc(0)), 'latin1')
  return encode({ ...request, body, headers: [...request.headers, ['transfer-encoding', 'chunked']] })
}

/** Each character of it is a byte. */
function chunksOf(body: Buffer, random: Random): string {
  const chunks: string[] = []
  for (let at = 0; at < body.length;) {
    const chunk = body.subarray(at, at + random.int(1, Math.max(1, body.length >> 2)))
    chunks.push(`${chunk.length.toString(16)}\r\n${chunk.toString('latin1')}\r\n`)
    at += chunk.length
  }
  return `${chunks.join('')}0\r\n\r\n`
}

function edited(request: Request, edit: (head: string) => string) {
  const whole = encode(request)
  const end = whole.indexOf('\r\n\r\n') + 4
  const head = Buffer.from(edit(whole.subarray(0, end).toString('latin1')), 'latin1')
  return { bytes: Buffer.concat([head, whole.subarray(end)]) }
}
