import { sql } from 'kysely'
import { test } from 'tap'
import { deliveryOf, openBench } from '../fixture.ts'
import { claim, enqueue, newNumber } from './support.ts'

test('claim: one recipient is left in the daily limit and the first candidate is not sendable, one is claimed and the rest held', async (t) => {
  const bench = await openBench(t)
  const suppressed = newNumber()
  await sql`insert into recipients (channel, address, suppressed_at) values ('whatsapp', ${suppressed}, now())`.execute(
    bench.db,
  )
  const [, second, third] = await enqueue(bench, [{ phone_number: suppressed }, {}, {}])
  const claimed = await claim(bench, 2, { daily_recipients: 1 })
  t.same(
    claimed.map(({ delivery_id }) => delivery_id),
    [second],
  )
  t.match(await deliveryOf(bench, third ?? ''), { state: 'held', reason: 'daily_recipients' })
})
