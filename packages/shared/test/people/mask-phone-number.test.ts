import { test } from 'tap'
import { maskPhoneNumber } from '../../src/people/mask-phone-number.ts'

test('mask-phone-number: a number, keeps two digits ahead and four behind', async (t) => {
  t.equal(maskPhoneNumber('+919876543210'), '91******3210')
  t.equal(maskPhoneNumber('919876543210'), '91******3210')
  t.equal(maskPhoneNumber('+16502530000'), '16*****0000')
})

test('mask-phone-number: a short number, still hides most of what its country code leaves open', async (t) => {
  t.equal(maskPhoneNumber('+24740123'), '24****23')
  t.equal(maskPhoneNumber('123'), '**3')
  t.equal(maskPhoneNumber(''), '')
})
