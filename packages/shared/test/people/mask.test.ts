import { test } from 'tap'
import { maskEmailAddress, maskPhoneNumber, maskText } from '../../src/people/mask.ts'

test('mask: a number, keeps two digits ahead and four behind', async (t) => {
  t.equal(maskPhoneNumber('+919876543210'), '91******3210')
  t.equal(maskPhoneNumber('919876543210'), '91******3210')
  t.equal(maskPhoneNumber('+16502530000'), '16*****0000')
})

test('mask: a short number, still hides most of what its country code leaves open', async (t) => {
  t.equal(maskPhoneNumber('+24740123'), '24****23')
  t.equal(maskPhoneNumber('123'), '**3')
  t.equal(maskPhoneNumber(''), '')
})

test('mask: an e-mail address, keeps its first letter and domain', async (t) => {
  t.equal(maskEmailAddress('ahmed@example.org'), 'a•••@example.org')
  t.equal(maskEmailAddress('nonsense'), '•••')
})

test('mask: text, masks numbers, addresses and message ids, and keeps codes', async (t) => {
  for (const [text, masked] of [
    ['Call me at +91 98765 43210, or ९८७६५४३२१०', 'Call me at 91******3210, or '],
    ['to 919876543210.', 'to 91******3210.'],
    ['98765-43210 or 98.76.54.32.10', '98******10 or 98******10'],
    ['(0091) 98765 43210', '(0091) 98******10'],
    ['write to ahmed.ali@mail.example.org.', 'write to a•••@mail.example.org.'],
    ["<o'neil@example.org>: unknown", '<o•••@example.org>: unknown'],
    ['about wamid.HBgMOTE5ODc2NTQzMjEw=', 'about wamid.•••'],
    ['(#131009) subcode 2494055', '(#131009) subcode 2494055'],
    ['550 5.7.509 Access denied', '550 5.7.509 Access denied'],
    ['A valid one: {"date":"2026-03-15"}', 'A valid one: {"date":"2026-03-15"}'],
    ['2098-76-54 and +2026-03-15', '20****54 and 20****15'],
    ['connect ECONNREFUSED 192.168.100.14:587', 'connect ECONNREFUSED 192.168.100.14:587'],
  ] as const) {
    t.equal(maskText(text), masked)
  }
})

test('mask: a long text without an address, does not take long', async (t) => {
  const started = performance.now()
  maskText('a'.repeat(200_000))
  t.ok(performance.now() - started < 5_000)
})
