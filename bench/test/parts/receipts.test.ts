import { test } from 'tap'
import { receiptsPart } from '../../src/parts/receipts.ts'
import { runShort } from './run-short.ts'

test('bench receipts: CPU of Postgres per receipt, WAL and bytes per message', async (t) => {
  const rows = await runShort(t, receiptsPart)
  for (const way of [
    'one in a body',
    'hundreds in a body',
    'a body without receipts',
    'bare update of its rows',
  ])
    t.match(rows.get(`dutybell, ${way}`), [/^\d/, /^\d/, /^\d/], way)
  t.match(rows.get("Postgres' CPU per receipt, by hundreds, of the bare update"), [/^\d/, '≤ 2'])
  const [bytes, wanted] = rows.get('bytes per finished message, after vacuum full') ?? []
  t.ok(Number(bytes?.replaceAll(',', '')) > 500, `${bytes} bytes`)
  t.equal(wanted, '≤ 1,300')
})
