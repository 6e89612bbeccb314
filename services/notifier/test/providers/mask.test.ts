import { test } from 'tap'
import { cleanProviderText, maskDigits, maskEmailAddress } from '../../src/providers/mask.ts'

test('mask: phone numbers in common notations are masked, codes are not', async (t) => {
  for (const number of ['919876543210', '+919876543210', '+91 98765 43210', '(0091) 98765 43210']) {
    t.notMatch(maskDigits(`to ${number}.`), /98765/, number)
  }
  t.equal(
    maskDigits('(#131009) at 127.0.0.1:4000, subcode 2494055'),
    '(#131009) at 127.0.0.1:4000, subcode 2494055',
  )
})

test('mask: an address, its first letter and domain stay', async (t) => {
  t.equal(maskEmailAddress('ahmed@example.org'), 'a***@example.org')
  t.equal(maskEmailAddress('nonsense'), '***')
})

test('mask: text of a provider, one short line with the recipient masked in any case', async (t) => {
  t.equal(
    cleanProviderText('550 5.1.1 <Ahmed@Example.org>:\r\n\tunknown', 'ahmed@example.org'),
    '550 5.1.1 <a***@example.org>: unknown',
  )
  t.equal(cleanProviderText('x'.repeat(9000)).length, 500)
})
