import { test } from 'tap'
import { readReceipt } from '../../src/webhooks/read-receipt.ts'
import { aliasesIn } from '../../src/webhooks/recipient-aliases.ts'
import { statusOf, type Update } from './support.ts'

function receiptsOf(...updates: readonly (Update & { readonly recipient_user_id?: string })[]) {
  return updates.flatMap(({ recipient_user_id, ...update }) => {
    const receipt = readReceipt({ ...statusOf(update), recipient_user_id })
    return receipt === null || receipt === 'unreadable' ? [] : receipt
  })
}

test('recipient-aliases: several receipts of a message, one alias with the latest time', async (t) => {
  const id = 'wamid.a'
  const aliases = aliasesIn(
    receiptsOf(
      { id, status: 'read', second: 3 },
      { id, status: 'sent', second: 1 },
      { id, status: 'delivered', second: 2 },
    ),
  )
  t.equal(aliases.length, 1)
  t.match(aliases, [{ provider_message_id: id, wa_id: '919876543210', user_id: null }])
  t.equal(aliases[0]?.at.toString(), '2026-01-01T00:00:03Z')
})

test('recipient-aliases: a user id in one receipt and not in another, two aliases', async (t) => {
  const id = 'wamid.a'
  const aliases = aliasesIn(
    receiptsOf({ id, status: 'sent' }, { id, status: 'read', recipient_user_id: 'IN.90117264530028811402' }),
  )
  t.same(
    aliases.map(({ user_id }) => user_id),
    [null, 'IN.90117264530028811402'],
  )
})

test('recipient-aliases: a receipt that names no account, none', async (t) => {
  const receipts = receiptsOf({ id: 'wamid.a', status: 'sent' })
  const nobody = { wa_id: null, user_id: null, parent_user_id: null, writer_name: null }
  t.same(aliasesIn(receipts.map((receipt) => ({ ...receipt, account: nobody }))), [])
})
