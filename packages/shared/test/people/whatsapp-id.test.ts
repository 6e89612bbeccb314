import { test } from 'tap'
import { phoneNumbersOf } from '../../src/people/whatsapp-id.ts'

test('whatsapp-id: an Indian id, only its own number', async (t) => {
  t.same(phoneNumbersOf('919876543210'), ['+919876543210'])
})

test('whatsapp-id: an id that can differ from the dialled number, both numbers', async (t) => {
  t.same(phoneNumbersOf('5215512345678'), ['+5215512345678', '+525512345678'])
  t.same(phoneNumbersOf('554788887777'), ['+554788887777', '+5547988887777'])
  t.same(phoneNumbersOf('5547988887777'), ['+5547988887777', '+554788887777'])
  t.same(phoneNumbersOf('5491123456789'), ['+5491123456789', '+541123456789'])
  t.same(phoneNumbersOf('22997123456'), ['+22997123456', '+2290197123456'])
})

test('whatsapp-id: an id that is not a number, no numbers', async (t) => {
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
