import { type Test, test } from 'tap'
import { claimSql, expireNow, openSession, type Session, whenWaitedFor } from '../deliveries/support.ts'
import { type Bench, deliveryOf, openBench, publishOne } from '../fixture.ts'
import { inboundBody, keptOf, recipientOf, register, SENDER, write } from '../inbound/support.ts'
import { apply, bodyOf, claim, send, startSending, statusOf, store, tell } from './support.ts'

const PHONE = { phone_number: `+${SENDER}` }
const UNPAID = 131042

async function openTransaction(t: Pick<Test, 'teardown'>, bench: Bench): Promise<Session> {
  const session = await openSession(t, bench)
  await session.query('begin')
  return session
}

async function whatsapp({ db }: Bench) {
  return db.selectFrom('channels').selectAll().where('channel', '=', 'whatsapp').executeTakeFirstOrThrow()
}

test('gates: a pausing receipt meets a claim, it waits for the channel and locks no delivery before it', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const next = await publishOne(bench)
  const claiming = await openTransaction(t, bench)
  t.equal((await claiming.query(claimSql(10))).length, 1)
  const told = tell(bench, { id: 'wamid.a', status: 'failed', code: UNPAID, opaque: `${id}:1` })
  await whenWaitedFor(bench, claiming)
  const other = await openTransaction(t, bench)
  await other.query(`select from deliveries where id = '${id}' for update nowait`)
  await other.query('rollback')
  await claiming.query('commit')
  await told
  t.match(await whatsapp(bench), { pause_code: '131042' })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
  t.match(await deliveryOf(bench, next.whatsapp_delivery_id), { state: 'sending' })
})

test("gates: a pausing receipt waits for a delivery without holding the channel's lock, so a claim continues", async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const next = await publishOne(bench)
  const recording = await openTransaction(t, bench)
  await recording.query(`select from deliveries where id = '${id}' for update`)
  const told = tell(bench, { id: 'wamid.a', status: 'failed', code: UNPAID, opaque: `${id}:1` })
  await whenWaitedFor(bench, recording)
  await claim(bench)
  t.match(await deliveryOf(bench, next.whatsapp_delivery_id), { state: 'sending' })
  t.equal((await whatsapp(bench)).paused_at, null, 'the pause is committed with its receipt')
  await recording.query('commit')
  await told
  t.match(await whatsapp(bench), { pause_code: '131042' })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
})

test('gates: a claim waits for a delivery, it lets go of the channel and claims again', async (t) => {
  const bench = await openBench(t)
  const { whatsapp_delivery_id: expired } = await publishOne(bench, PHONE)
  const { whatsapp_delivery_id: behind } = await publishOne(bench, PHONE)
  await expireNow(bench, expired)
  const recording = await openTransaction(t, bench)
  await recording.query(`select from deliveries where id = '${behind}' for no key update`)
  const claiming = claim(bench) // gives the first its verdict, and then unblocks the one behind it
  await whenWaitedFor(bench, recording)
  const other = await openTransaction(t, bench)
  await other.query(`set local lock_timeout = '5s'`)
  await other.query(`select from channels where channel = 'whatsapp' for no key update`)
  await other.query('rollback')
  t.match(await deliveryOf(bench, expired), { state: 'pending' }, 'nothing of the claim is kept')
  await recording.query('commit')
  await claiming
  t.match(await deliveryOf(bench, expired), { state: 'expired' })
  t.match(await deliveryOf(bench, behind), { state: 'sending' })
})

test('gates: STOP meets receipts that hold its delivery and then need the channel, both are applied', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench, PHONE)
  const waiting = await publishOne(bench, PHONE)
  const receipts = await openTransaction(t, bench)
  await receipts.query(`select from deliveries where id = '${id}' for no key update`)
  const stopping = write(bench, { text: 'STOP' })
  await whenWaitedFor(bench, receipts)
  await receipts.query(`select from channels where channel = 'whatsapp' for no key update`)
  await receipts.query('commit')
  await stopping
  t.ok((await recipientOf(bench))?.suppressed_at)
  t.match(await deliveryOf(bench, id), { state: 'sending', withdrawn: true })
  t.match(await deliveryOf(bench, waiting.whatsapp_delivery_id), { state: 'cancelled' })
})

test('gates: STOP and a failed receipt of the same person in one body, nothing is sent again', async (t) => {
  const bench = await openBench(t)
  const id = await startSending(bench, PHONE)
  const body = JSON.parse(inboundBody({ text: 'STOP' }))
  const failed = statusOf({ id: 'wamid.a', status: 'failed', code: 131000, opaque: `${id}:1` })
  body.entry.push(...JSON.parse(bodyOf([failed])).entry)
  await store(bench, JSON.stringify(body))
  await apply(bench)
  t.ok((await recipientOf(bench))?.suppressed_at)
  t.match(await deliveryOf(bench, id), { state: 'cancelled', reason: 'suppressed' })
})

test('gates: an erasure holds the address and needs the channel of a STOP, the STOP gives way and is kept for the hash only', async (t) => {
  const bench = await openBench(t)
  const erasure = await openTransaction(t, bench)
  await erasure.query(
    `select pg_advisory_xact_lock(hashtextextended('dutybell:address:${PHONE.phone_number}', 0))`,
  )
  const stopping = write(bench, { text: 'STOP', second: 10 })
  await whenWaitedFor(bench, erasure)
  await erasure.query('select from channels order by channel for no key update')
  await erasure.query(`
    insert into recipients (channel, address, erased_at)
    values ('whatsapp', erased_form('${PHONE.phone_number}'), '2026-01-01T00:00:30Z')`)
  await erasure.query('commit')
  await stopping
  t.same(await keptOf(bench), [])
  t.equal(await recipientOf(bench), undefined)
  const suppressed = bench.db
    .selectFrom('recipients')
    .select('address')
    .where('suppressed_at', 'is not', null)
  t.match(await suppressed.execute(), [{ address: /^erased:/ }])
})

test('gates: an erasure holds the delivery of a receipt, the receipt waits and restores nothing', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a')
  const erasure = await openTransaction(t, bench)
  await erasure.query('select from channels order by channel for no key update')
  await erasure.query(`update deliveries set erased = true where id = '${id}'`)
  await erasure.query(`update attempts set erased = true where delivery_id = '${id}'`)
  const told = tell(bench, { id: 'wamid.a', status: 'delivered', opaque: `${id}:1` })
  await whenWaitedFor(bench, erasure)
  await erasure.query('commit')
  await told
  t.match(await deliveryOf(bench, id), {
    state: 'delivered',
    recipient: `erased:${id}`,
    provider_message_id: null,
  })
})

test('gates: an erasure holds the registration and needs the address of a number change, the change gives way', async (t) => {
  const bench = await openBench(t)
  const id = await register(bench, 'Ahmed Ali')
  const erasure = await openTransaction(t, bench)
  await erasure.query(`select from registrations where id = '${id}' for update`)
  const system = { type: 'user_changed_number', wa_id: '919123456780', body: 'Ahmed changed the number.' }
  const changing = write(bench, { item: { type: 'system', system } })
  await whenWaitedFor(bench, erasure)
  await erasure.query(
    `select pg_advisory_xact_lock(hashtextextended('dutybell:address:${PHONE.phone_number}', 0))`,
  )
  await erasure.query('commit')
  await changing
  t.match(await bench.db.selectFrom('number_changes').selectAll().execute(), [{ registration_id: id }])
})
