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

void test('mask-fields: free text of people and providers, addresses in it are masked', async (t) => {
  const answer = { text: 'Call +91 98765 43210', full_name: 'Ahmed 98765 43210' }
  t.same(JSON.parse(maskFields(JSON.stringify(answer))), { ...answer, text: 'Call 91******3210' })
})

void test('mask-fields: an answer with a masked field is recognised', async (t) => {
  t.equal(showsPersonalFields('{"items":[{"phone_number":"+919876543210"}]}'), true)
  t.equal(showsPersonalFields('{"recipient":"a@example.org"}'), true)
  t.equal(showsPersonalFields('{"email":null,"recipient":"","items":[]}'), false)
  t.equal(showsPersonalFields('{"full_name":"\\"email\\":\\"x"}'), false)
})
