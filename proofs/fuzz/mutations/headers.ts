import type { Draw } from '../draw.ts'
import { edgeCaseText } from '../edge-cases.ts'
import { type Draft, setHeader } from '../request.ts'
import { useKey } from '../valid-draft.ts'
import { type Mutation, mutationsOf } from './mutation.ts'

const UNKNOWN_SECRETS = ['x', 'x'.repeat(8_000), `dbl_00000000_${'A'.repeat(43)}`, '__proto__', 'null']
const ETAGS = ['""', '"-1"', 'W/"1"', '"1", "2"', '*, "1"', '"1', '"99999999999999999999"', '"\x80"']
const SIGNATURES = [undefined, 'sha256=', 'sha1=00', `sha256=${'0'.repeat(64)}`, `sha256=${'A'.repeat(63)}`]
const FORWARDED_FOR = ['::1', '::ffff:1.2.3.4', '1.2.3.4, 5.6.7.8', 'unknown', ',,,', 'fe80::1%eth0']

const always = (): boolean => true
const takes =
  (name: string): Mutation['fits'] =>
  ({ operation }) =>
    operation.parameters.some((it) => it.in === 'header' && it.name === name)

export const HEADER_MUTATIONS = [
  ...mutationsOf('key', ({ operation }) => operation.needs_key, {
    none: (draft) => useNoKey(draft, undefined),
    unknown: (draft, draw) => useNoKey(draft, `Bearer ${draw.pick(UNKNOWN_SECRETS)}`),
    'another scheme': (draft, draw, world) => {
      const secret = world.key_holders[0]?.secret ?? ''
      useNoKey(
        draft,
        draw.pick([`Basic ${secret}`, secret, `Bearer${secret}`, `Bearer ${secret} x`, 'Bearer']),
      )
    },
    'an edge case': (draft, draw) => useNoKey(draft, `Bearer ${headerText(draw)}x`),
    'another holder': (draft, draw, world) => useKey(draft, draw.pick(world.key_holders)),
  }),
  ...mutationsOf('idempotency-key', takes('idempotency-key'), {
    'an edge case': (draft, draw) => setHeader(draft, 'idempotency-key', headerText(draw, 255)),
    twice: (draft) => {
      draft.headers.push(['idempotency-key', 'one'], ['Idempotency-Key', 'another'])
    },
    'of an earlier request': (draft, draw, world) => {
      const earlier = world.keyed.length > 0 ? draw.pick(world.keyed) : undefined
      setHeader(draft, 'idempotency-key', earlier?.headers.find(([name]) => name === 'idempotency-key')?.[1])
    },
  }),
  ...['if-match', 'if-none-match'].flatMap((name) =>
    mutationsOf(name, takes(name), {
      'an edge case': (draft, draw) =>
        setHeader(draft, name, draw.chance(0.5) ? draw.pick(ETAGS) : headerText(draw, 1_000)),
    }),
  ),
  ...mutationsOf('signature', ({ sign_with }) => sign_with !== undefined, {
    wrong: (draft, draw) => {
      draft.sign_with = undefined
      setHeader(draft, 'x-hub-signature-256', draw.pick(SIGNATURES))
    },
    'with another secret': (draft) => {
      draft.sign_with = 'another secret'
    },
  }),
  ...mutationsOf(
    'header',
    always,
    {
      'a request id': (draft, draw) => setHeader(draft, 'x-request-id', headerText(draw, 128)),
      'a trace': (draft, draw) => setHeader(draft, 'traceparent', headerText(draw)),
      'a forwarded address': (draft, draw) => setHeader(draft, 'x-forwarded-for', draw.pick(FORWARDED_FOR)),
      'a host': (draft, draw) => setHeader(draft, 'host', draw.pick([headerText(draw), '', 'a b', '['])),
      'two hosts': (draft) => {
        draft.headers.push(['host', 'x'])
      },
      'what is accepted': (draft, draw) =>
        setHeader(draft, 'accept', draw.pick(['text/html', '*/*;q=0', 'x'])),
      'another origin': (draft, draw) =>
        setHeader(draft, 'origin', draw.pick(['https://duties.example.org', 'null', 'https://evil.example'])),
      'any name': (draft, draw) => {
        draft.headers.push([draw.pick(['__proto__', 'cookie', 'x'.repeat(300)]), headerText(draw)])
      },
      'a thousand': (draft) => {
        for (let at = 0; at < 1_000; at += 1) draft.headers.push([`x-${at}`, '1'])
      },
    },
    0.6,
  ),
]

/** Bytes that a header may have. */
function headerText(draw: Draw, limit?: number): string {
  const text = draw.from(edgeCaseText(limit)).slice(0, 2_000)
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[^\t -~\x80-\xff]/g, '')
    .trim()
}

function useNoKey(draft: Draft, authorization: string | undefined): void {
  draft.key_holder = undefined
  setHeader(draft, 'authorization', authorization)
}
