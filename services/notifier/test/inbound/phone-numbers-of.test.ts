import { test } from 'tap'
import { phoneNumbersOf } from '../../src/inbound/phone-numbers-of.ts'

test('phone-numbers-of: an Indian id, its number alone', async (t) => {
  t.same(phoneNumbersOf('919876543210'), ['+919876543210'])
})

test('phone-numbers-of: ids that differ from the number dialled, both', async (t) => {
  t.same(phoneNumbersOf('5215512345678'), ['+5215512345678', '+525512345678'])
  t.same(phoneNumbersOf('554788887777'), ['+554788887777', '+5547988887777'])
  t.same(phoneNumbersOf('5547988887777'), ['+5547988887777', '+554788887777'])
  t.same(phoneNumbersOf('5491123456789'), ['+5491123456789', '+541123456789'])
})

test('phone-numbers-of: what is no number, none', async (t) => {
  for (const id of [
    '',
    'US.13491208655302741918',
    '0919876543210',
    '+919876543210',
    '1234',
    '1'.repeat(16),
  ]) {
    t.same(phoneNumbersOf(id), [], id)
  }
})
