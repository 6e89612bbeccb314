import { bytesOf, type Draft, setHeader } from '../draft.ts'
import { nastyText } from '../nasty-texts.ts'
import type { Random } from '../random.ts'
import { bends } from './bend.ts'

const always = (): boolean => true
const with_key = ({ operation }: Draft): boolean => operation.needs_key
const takes =
  (name: string) =>
  (draft: Draft): boolean =>
    draft.operation.parameters.some((it) => it.in === 'header' && it.name === name)
const is_callback = ({ sign_with }: Draft): boolean => sign_with !== undefined

/** Bytes as a header may have them, tabs and all; NUL and line breaks are among the faults of the wire. */
function headerText(random: Random, limit?: number): string {
  const bytes = Buffer.from(nastyText(random, limit)).filter(
    (byte) => byte === 0x09 || (byte > 0x1f && byte !== 0x7f),
  )
  return Buffer.from(bytes).toString('latin1').trim()
}

export const HEADER_BENDS = [
  ...bends(
    'key',
    with_key,
    {
      none: (draft) => useNoKey(draft, undefined),
      'an unknown one': (draft, random) => useNoKey(draft, `Bearer ${random.pick(UNKNOWN_SECRETS)}`),
      'another scheme': (draft, random, world) => {
        const secret = world.key_holders[0]?.secret ?? ''
        useNoKey(
          draft,
          random.pick([
            `Basic ${Buffer.from(`a:${secret}`).toString('base64')}`,
            secret,
            `Token ${secret}`,
            `Bearer${secret}`,
            `Bearer ${secret} x`,
            'Bearer',
            'Bearer ',
          ]),
        )
      },
      'a changed one': (draft, random, world) => {
        const { secret } = random.pick(world.key_holders)
        useNoKey(draft, `Bearer ${secret.slice(0, -1)}${secret.endsWith('x') ? 'y' : 'x'}`)
      },
      'of nasty text': (draft, random) => useNoKey(draft, `Bearer ${headerText(random)}x`),
      'any other': (draft, random, world) => {
        const holder = random.pick(world.key_holders)
        draft.key_holder = holder
        setHeader(draft, 'authorization', `Bearer ${holder.secret}`)
      },
    },
    1,
  ),
  ...bends('idempotency-key', takes('idempotency-key'), {
    'of nasty text': (draft, random) => setHeader(draft, 'idempotency-key', headerText(random, 255)),
    'of 256 characters': (draft) => setHeader(draft, 'idempotency-key', 'k'.repeat(256)),
    twice: (draft, random) => {
      draft.headers.push(['idempotency-key', random.text(5, 'abc')], ['Idempotency-Key', 'another'])
    },
    'of an earlier request': (draft, random, world) => {
      const earlier = world.keyed.length > 0 ? random.pick(world.keyed) : undefined
      const [, key] = earlier?.headers.find(([name]) => name === 'idempotency-key') ?? []
      setHeader(draft, 'idempotency-key', key)
    },
  }),
  ...['if-match', 'if-none-match'].flatMap((name) =>
    bends(name, takes(name), {
      'of nasty text': (draft, random) => setHeader(draft, name, headerText(random, 1_000)),
      'an odd tag': (draft, random) =>
        setHeader(
          draft,
          name,
          random.pick([
            '""',
            '"0"',
            '"-1"',
            'W/"1"',
            '"1", "2"',
            '*, "1"',
            '"1',
            '1',
            '"99999999999999999999"',
            '"1.x"',
            '"\x80"',
            `${'"1",'.repeat(300)}"1"`,
          ]),
        ),
    }),
  ),
  ...bends('signature', is_callback, {
    none: (draft) => unsigned(draft),
    wrong: (draft, random) => unsigned(draft, `sha256=${random.text(64, '0123456789abcdef')}`),
    'of another form': (draft, random) =>
      unsigned(
        draft,
        random.pick([
          'sha256=',
          'sha1=00',
          'x',
          `sha256=${'0'.repeat(63)}`,
          `sha256=${'A'.repeat(64)}`,
          `sha256=${'0'.repeat(65)}`,
        ]),
      ),
    'with another secret': (draft) => {
      draft.sign_with = 'another secret'
    },
  }),
  ...bends(
    'header',
    always,
    {
      'a request id': (draft, random) => setHeader(draft, 'x-request-id', headerText(random, 128)),
      'a trace': (draft, random) =>
        setHeader(
          draft,
          'traceparent',
          random.chance(0.5) ? headerText(random) : '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        ),
      'an address it came from': (draft, random) =>
        setHeader(
          draft,
          'x-forwarded-for',
          random.pick([
            headerText(random),
            '::1',
            '::ffff:1.2.3.4',
            '1.2.3.4, 5.6.7.8',
            'unknown',
            '999.1.1.1',
            ',,,',
            '2001:db8::1',
            '[::1]:80',
            'fe80::1%eth0',
          ]),
        ),
      'a forwarded host': (draft, random) => {
        setHeader(draft, 'x-forwarded-host', headerText(random))
        setHeader(draft, 'x-forwarded-proto', headerText(random))
      },
      'a host': (draft, random) =>
        setHeader(
          draft,
          'host',
          random.pick([headerText(random), '', 'a b', '[', 'example.org:99999', '\xff']),
        ),
      'an expectation': (draft, random) =>
        setHeader(draft, 'expect', random.pick(['100-continue', '200-ok', ''])),
      'another method': (draft, random) =>
        setHeader(draft, 'x-http-method-override', random.pick(['DELETE', 'GET', 'x'])),
      'what is accepted': (draft, random) => {
        setHeader(draft, 'accept', random.pick(['text/html', 'image/*', '*/*;q=0', headerText(random)]))
        setHeader(draft, 'accept-encoding', random.pick(['gzip', 'br', '*;q=0', headerText(random)]))
      },
      'a page of another origin': (draft, random) => {
        setHeader(
          draft,
          'origin',
          random.pick(['https://duties.example.org', 'null', 'https://evil.example', headerText(random)]),
        )
        setHeader(draft, 'access-control-request-method', random.pick(['POST', 'DELETE', 'x']))
      },
      'a range': (draft, random) =>
        setHeader(
          draft,
          'range',
          random.pick(['bytes=0-0', 'bytes=9999999-', 'bytes=-1', 'bytes=a-b', 'bytes=0-,0-,0-', 'x']),
        ),
      'a condition': (draft, random) =>
        setHeader(
          draft,
          random.pick(['if-modified-since', 'if-unmodified-since', 'if-range']),
          random.pick(['Thu, 01 Jan 1970 00:00:00 GMT', headerText(random)]),
        ),
      'an upgrade': (draft, random) => {
        setHeader(draft, 'connection', 'upgrade')
        setHeader(draft, 'upgrade', random.pick(['websocket', 'h2c', 'x']))
      },
      'any name': (draft, random) => {
        draft.headers.push([
          random.pick(['__proto__', 'constructor', 'cookie', 'x'.repeat(300), '!#$%&']),
          headerText(random),
        ])
      },
      'a thousand': (draft) => {
        for (let at = 0; at < 1_000; at += 1) draft.headers.push([`x-${at}`, '1'])
      },
      'a length of nothing': (draft) => {
        if (bytesOf(draft) === undefined) setHeader(draft, 'content-length', '0')
      },
    },
    0.5,
  ),
]

const UNKNOWN_SECRETS = [
  'x',
  'x'.repeat(10_000),
  `dbl_00000000_${'A'.repeat(43)}`,
  `dbl_${'0'.repeat(8)}_`,
  '__proto__',
  'undefined',
  'null',
]

function useNoKey(draft: Draft, authorization: string | undefined): void {
  draft.key_holder = undefined
  setHeader(draft, 'authorization', authorization)
}

function unsigned(draft: Draft, signature?: string): void {
  draft.sign_with = undefined
  setHeader(draft, 'x-hub-signature-256', signature)
}
