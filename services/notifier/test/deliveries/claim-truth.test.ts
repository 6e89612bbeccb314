import { randomUUIDv7 } from 'node:crypto'
import { sql } from 'kysely'
import { test } from 'tap'
import { attemptsOf, type Bench, deliveryOf, openBench } from '../fixture.ts'
import { claimIds, enqueueOne, inHours, newNumber, SETTINGS } from './support.ts'

const TIMEOUTS_HOURS = (SETTINGS.connect_timeout_ms + SETTINGS.read_timeout_ms) / 3_600_000

/** A duty assignment in its first version, and its delivery. */
async function allot(bench: Bench) {
  const registration_id = randomUUIDv7()
  const duty_id = randomUUIDv7()
  const phone_number = newNumber()
  await sql`
    insert into registrations (id, full_name, name_key, phone_number, whatsapp_opt_in, language)
    values (${registration_id}, 'Ahmed Ali', 'ahmed ali', ${phone_number}, true, 'en')`.execute(bench.db)
  await sql`
    insert into duty_assignments (id, registration_id, duty_date, duty_time, duty_time_key)
    values (${duty_id}, ${registration_id}, '2026-03-15', 'Fajar Azaan', 'fajar azaan')`.execute(bench.db)
  const delivery_id = await enqueueOne(bench, {
    type: 'duty_allotment_confirmed',
    registration_id,
    phone_number,
    duty_assignments: [{ id: duty_id, version: 1 }],
  })
  return { registration_id, duty_id, phone_number, delivery_id }
}

type Allotment = Awaited<ReturnType<typeof allot>>

const FALSEHOODS: Record<
  string,
  { change: (bench: Bench, allotment: Allotment) => Promise<unknown>; state: string; reason: string | null }
> = {
  'the duty was moved': {
    change: (bench, { duty_id }) =>
      sql`update duty_assignments set version = 2, duty_time = 'Zohr Azaan' where id = ${duty_id}`.execute(
        bench.db,
      ),
    state: 'cancelled',
    reason: 'duty_changed',
  },
  'the duty was cancelled': {
    change: (bench, { duty_id }) =>
      sql`update duty_assignments set status = 'cancelled', version = version + 1 where id = ${duty_id}`.execute(
        bench.db,
      ),
    state: 'cancelled',
    reason: 'duty_changed',
  },
  'the person was erased': {
    change: (bench, { registration_id }) =>
      sql`update registrations set status = 'erased' where id = ${registration_id}`.execute(bench.db),
    state: 'cancelled',
    reason: 'erased',
  },
  'the number is suppressed': {
    change: (bench, { phone_number }) =>
      sql`insert into recipients (channel, address, suppressed_at) values ('whatsapp', ${phone_number}, now())`.execute(
        bench.db,
      ),
    state: 'cancelled',
    reason: 'suppressed',
  },
  'the template is held': {
    change: (bench) =>
      sql`insert into templates (name, language, state) values ('duty_allotment_confirmed', 'en', 'held')`.execute(
        bench.db,
      ),
    state: 'held',
    reason: 'template',
  },
  'it has expired': {
    change: (bench, { delivery_id }) =>
      sql`update deliveries set expires_at = now() where id = ${delivery_id}`.execute(bench.db),
    state: 'expired',
    reason: null,
  },
  'it would expire before the time-outs': {
    change: (bench, { delivery_id }) =>
      sql`update deliveries set expires_at = ${inHours(TIMEOUTS_HOURS * 0.9)}::timestamptz where id = ${delivery_id}`.execute(
        bench.db,
      ),
    state: 'expired',
    reason: null,
  },
}

for (const [circumstance, { change, state, reason }] of Object.entries(FALSEHOODS)) {
  test(`claim: ${circumstance}, the delivery is ${state} and never sent`, async (t) => {
    const bench = await openBench(t)
    const allotment = await allot(bench)
    await change(bench, allotment)
    t.same(await claimIds(bench), [])
    t.match(await deliveryOf(bench, allotment.delivery_id), { state, reason, attempts: 0 })
    t.same(await attemptsOf(bench, allotment.delivery_id), [])
  })
}

test('claim: the duty is unchanged and the deadline far enough, the delivery is claimed', async (t) => {
  const bench = await openBench(t)
  const { delivery_id } = await allot(bench)
  await sql`update deliveries set expires_at = ${inHours(TIMEOUTS_HOURS * 2)}::timestamptz`.execute(bench.db)
  t.same(await claimIds(bench), [delivery_id])
})

test('claim: the template is held, e-mail is claimed anyway', async (t) => {
  const bench = await openBench(t)
  await sql`insert into templates (name, language, state) values ('registration_received', 'en', 'held')`.execute(
    bench.db,
  )
  await enqueueOne(bench, { phone_number: null, email: 'ahmed@example.org' })
  const { rows } = await sql`
    select json_array_elements(deliveries) from claim_deliveries('email', 10, '60 s', '35 s', 1000)`.execute(
    bench.db,
  )
  t.equal(rows.length, 1)
})
