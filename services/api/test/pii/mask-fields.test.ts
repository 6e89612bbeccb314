import { test } from 'tap'
import { maskFields, showsPersonalFields } from '../../src/pii/mask-fields.ts'

void test('mask-fields: an answer with personal data, names stay and addresses are hidden at any depth', async (t) => {
  const answer = {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    full_name: 'Ahmed Ali',
    phone_number: '+919876543210',
    email: 'ahmed@example.org',
    created_at: '2026-03-15T12:30:00.123456Z',
    items: [
      { recipient: '+919876543210', provider_message_id: 'wamid.HBgMOTE5ODc2NTQzMjEw' },
      { recipient: 'ahmed@example.org', provider_message_id: '<1@example.org>' },
      { recipient: '', provider_message_id: null, email: null },
    ],
  }
  t.same(JSON.parse(maskFields(JSON.stringify(answer))), {
    ...answer,
    phone_number: '91******3210',
    email: 'a•••@example.org',
    items: [
      { recipient: '91******3210', provider_message_id: 'wamid.•••' },
      { recipient: 'a•••@example.org', provider_message_id: '•••' },
      { recipient: '', provider_message_id: null, email: null },
    ],
  })
})

void test('mask-fields: words of people and providers, what looks like an address is hidden', async (t) => {
  for (const [words, hidden] of [
    ['Call me at +91 98765 43210, or ९८७६५४३२१०', 'Call me at 91******3210, or '],
    ['write to ahmed.ali@mail.example.org.', 'write to a•••@mail.example.org.'],
    ['550 5.1.1 <ahmed@example.org>: unknown', '550 5.1.1 <a•••@example.org>: unknown'],
    ['about wamid.HBgMOTE5ODc2NTQzMjEw=', 'about wamid.•••'],
    ['(#131009) subcode 2494055', '(#131009) subcode 2494055'],
  ] as const) {
    t.equal(JSON.parse(maskFields(JSON.stringify({ text: words })))['text'], hidden)
  }
})

void test('mask-fields: long words without an address, do not take long', async (t) => {
  const text = 'a'.repeat(200_000)
  const started = performance.now()
  maskFields(JSON.stringify({ text }))
  t.ok(performance.now() - started < 5_000)
})

void test('mask-fields: what an answer shows, is told', async (t) => {
  t.equal(showsPersonalFields('{"items":[{"phone_number":"+919876543210"}]}'), true)
  t.equal(showsPersonalFields('{"recipient":"a@example.org"}'), true)
  t.equal(showsPersonalFields('{"email":null,"recipient":"","items":[]}'), false)
  t.equal(showsPersonalFields('{"full_name":"\\"email\\":\\"x"}'), false)
})
