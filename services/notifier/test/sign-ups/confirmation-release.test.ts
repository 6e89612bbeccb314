import { sql } from 'kysely'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'tap'
import { findSignUpFlood } from '../../src/alerts/conditions/sign-up-flood.ts'
import { type Bench, eventually, openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'

/** A public registration in a flood, whose confirmation is held. */
async function signUp(bench: Bench, n: number): Promise<void> {
  const registration_id = randomUUIDv7()
  await sql`
    insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language, confirmation_held)
    values (${registration_id}, 'Ahmed Ali', ${registration_id}, ${`+91987651234${n}`}, true, 'en', true)`.execute(
    bench.db,
  )
  const { id } = await publishOne(bench, { registration_id, phone_number: `+91987651234${n}` })
  await sql`update deliveries set state = 'held', reason = 'sign_up_flood', held_at = now() where outbox_id = ${id}`.execute(
    bench.db,
  )
}

async function states({ db }: Bench): Promise<string[]> {
  const rows = await db.selectFrom('deliveries').select('queue_state').orderBy('seq').execute()
  return rows.map(({ queue_state }) => queue_state)
}

test('confirmation-release: two notifiers run, as many held confirmations are sent as the hour has room, and an alert tells', async (t) => {
  const bench = await openBench(t)
  const simulator = await startMeta(t)
  t.same(await findSignUpFlood({ db: bench.db, time_zone: 'Asia/Kolkata' }), [])
  for (let n = 0; n < 4; n += 1) await signUp(bench, n)
  const settings = { PUBLIC_CONFIRMATIONS_PER_HOUR: '2' }
  await Promise.all([1, 2].map(() => startNotifierFor(t, bench, simulator, settings)))
  await eventually(
    () => states(bench),
    (all) => all.filter((state) => state === 'done').length === 2,
  )
  const figure = async () => {
    const { rows } = await sql<{ n: number; at: string }>`
      select in_the_last_hour as n, counted_at::text as at from public_confirmations`.execute(bench.db)
    return rows[0]
  }
  const before = await figure()
  const after = await eventually(figure, (now) => now?.at !== before?.at)
  t.equal(after?.n, 2)
  t.same(await states(bench), ['done', 'done', 'held', 'held'])
  const [alert] = await findSignUpFlood({ db: bench.db, time_zone: 'Asia/Kolkata' })
  t.match(alert, { key: 'sign_up_flood', action: /"reason": "sign_up_flood"[^]*registrations\/erase/ })
})
