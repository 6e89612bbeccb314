import { sql } from 'kysely'
import { test } from 'tap'
import { openBench } from '../fixture.ts'
import { claim, claimIds, enqueue, enqueueOne, inHours, newNumber } from './support.ts'

const OBSTACLES = 2_500
const A_FEW_CLAIMS = 3

test('claim: 2,500 deliveries of a held template rank first, later ones are claimed within a few claims', async (t) => {
  const bench = await openBench(t)
  await sql`insert into templates (name, language, state) values ('registration_received', 'en', 'held')`.execute(
    bench.db,
  )
  await enqueue(
    bench,
    Array.from({ length: OBSTACLES }, () => ({ expires_at: inHours(1) })),
  )
  const behind = await enqueueOne(bench, { type: 'duty_allotment_confirmed' })
  let claims = 0
  let taken: string[] = []
  while (taken.length === 0 && claims < A_FEW_CLAIMS) {
    taken = (await claim(bench, 256, { messages_per_second: 80 })).map(({ delivery_id }) => delivery_id)
    claims += 1
  }
  t.same(taken, [behind])
})

test('claim: 2,500 deliveries to one recipient rank first, those to others are claimed within a few claims', async (t) => {
  const bench = await openBench(t)
  const phone_number = newNumber()
  const [head] = await enqueue(
    bench,
    Array.from({ length: OBSTACLES }, () => ({ phone_number, expires_at: inHours(1) })),
  )
  const behind = await enqueueOne(bench)
  t.same(await claimIds(bench, 2), [head])
  const taken = [...(await claimIds(bench, 2)), ...(await claimIds(bench, 2))]
  t.same(taken, [behind])
})
