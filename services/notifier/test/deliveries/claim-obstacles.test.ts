import { sql } from 'kysely'
import { test } from 'tap'
import { type Bench, openBench } from '../fixture.ts'
import { claim, claimIds, enqueue, enqueueOne, inHours, newNumber, openSession } from './support.ts'

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

test('claim: a held template between others, one claim holds all near ones, and a release brings them back', async (t) => {
  const bench = await openBench(t)
  await sql`insert into templates (name, language, state) values ('registration_received', 'en', 'held')`.execute(
    bench.db,
  )
  const phone_number = newNumber() // of the last one that is held
  await enqueue(
    bench,
    Array.from({ length: 400 }, (_, at) => ({
      type: at % 2 === 0 ? 'duty_allotment_confirmed' : 'registration_received',
      expires_at: inHours(2 + at / 100), // their order
      ...(at === 399 ? { phone_number } : {}),
    })),
  )
  const behind_held = await enqueueOne(bench, {
    type: 'duty_allotment_confirmed',
    phone_number,
    expires_at: inHours(1),
  })
  const locked = await openSession(t, bench)
  await locked.query('begin')
  await locked.query(`select from deliveries where seq = (select min(seq) + 301 from deliveries) for update`)

  const taken = await claimIds(bench, 60)
  t.equal(taken.length, 60)
  t.ok(taken.includes(behind_held), 'the next of a recipient is unblocked')
  t.equal(await heldOf(bench), 199, 'no more than the claim met, without waiting for a locked one')
  await locked.query('commit')

  await sql`select release_template('registration_received', 'en')`.execute(bench.db)
  t.equal(await heldOf(bench), 0)
  t.equal((await claimIds(bench, 400)).length, 340, 'all but the one whose recipient is being sent another')
})

async function heldOf({ db }: Bench): Promise<number> {
  const held = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'held')
    .where('reason', '=', 'template')
    .where('next_attempt_at', 'is', null)
    .execute()
  return held.length
}

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
