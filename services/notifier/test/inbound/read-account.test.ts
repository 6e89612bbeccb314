import { test } from 'tap'
import { readRecipient } from '../../src/inbound/read-account.ts'

test('read-account: receipts with a contact each, each validates its own contact only', async (t) => {
  let validated = 0
  const contacts = Array.from({ length: 200 }, (_, n) => ({
    wa_id: `9198765${43_000 + n}`,
    user_id: `IN.${n}`,
    get profile() {
      validated += 1
      return { name: `Meena ${n}` }
    },
  }))
  const accounts = contacts.map(({ wa_id }) => readRecipient({ recipient_id: wa_id }, contacts))
  t.match(accounts[7], { wa_id: '919876543007', user_id: 'IN.7', writer_name: 'Meena 7' })
  t.ok(validated < 20 * contacts.length, `${validated} times`)
})
