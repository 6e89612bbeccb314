import { assert, oneof, property, stringMatching } from 'fast-check'
import { test } from 'tap'
import { phoneNumbersOf, whatsappIdsOf } from '../../src/people/whatsapp-id.ts'

test('whatsapp-id: an Indian id, only its own number', async (t) => {
  t.same(phoneNumbersOf('919876543210'), ['+919876543210'])
})

test('whatsapp-id: an id that can differ from the dialled number, both numbers', async (t) => {
  t.same(phoneNumbersOf('5215512345678'), ['+5215512345678', '+525512345678'])
  t.same(phoneNumbersOf('554788887777'), ['+554788887777', '+5547988887777'])
  t.same(phoneNumbersOf('5547988887777'), ['+5547988887777', '+554788887777'])
  t.same(phoneNumbersOf('5491123456789'), ['+5491123456789', '+541123456789'])
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

const MOBILE_NUMBERS = oneof(
  ...[/^\+91[6-9]\d{9}$/, /^\+52\d{10}$/, /^\+521\d{10}$/, /^\+54\d{10}$/, /^\+549\d{10}$/].map((pattern) =>
    stringMatching(pattern),
  ),
  stringMatching(/^\+55\d{2}9?[6-9]\d{7}$/),
  stringMatching(/^\+[1-9]\d{6,10}$/),
)

test('whatsapp-id: each id of a number, leads back to the number', async (t) => {
  assert(
    property(MOBILE_NUMBERS, (phone_number) =>
      whatsappIdsOf(phone_number).every((wa_id) => phoneNumbersOf(wa_id).includes(phone_number)),
    ),
  )
  t.pass('no counterexample')
})

test('whatsapp-id: each number of an id, leads back to the id', async (t) => {
  assert(
    property(MOBILE_NUMBERS, (phone_number) => {
      const wa_id = phone_number.slice(1)
      return phoneNumbersOf(wa_id).every((candidate) => whatsappIdsOf(candidate).includes(wa_id))
    }),
  )
  t.pass('no counterexample')
})

test('whatsapp-id: a Brazilian number with an unusual ninth digit, also the id without it', async (t) => {
  t.same(whatsappIdsOf('+5547912345678'), ['5547912345678', '554712345678'])
})
