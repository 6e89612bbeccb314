import { test } from 'tap'
import { type Bench, deliveryOf, openBench } from '../fixture.ts'
import { answer, startSending, tell } from './support.ts'

function whatsapp({ db }: Bench) {
  return db.selectFrom('channels').selectAll().where('channel', '=', 'whatsapp').executeTakeFirstOrThrow()
}

async function failLater(bench: Bench, code: number) {
  const id = await startSending(bench)
  await answer(
    bench,
    { delivery_id: id, attempt: 1 },
    { outcome: 'accepted', provider_message_id: `wamid.${id}` },
  )
  await tell(bench, {
    id: `wamid.${id}`,
    status: 'failed',
    opaque: `${id}:1`,
    code,
    details: 'Settle the bill.',
  })
  return id
}

test('apply-effects: an error of the account, the channel is paused and the attempt is not counted', async (t) => {
  const bench = await openBench(t)
  const id = await failLater(bench, 131042)
  t.match(await whatsapp(bench), {
    paused_by: 'notifier',
    pause_code: '131042',
    pause_reason: 'Settle the bill.',
  })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
})

test('apply-effects: an error of the template, it is held with its deliveries', async (t) => {
  const bench = await openBench(t)
  const id = await failLater(bench, 132015)
  t.match(await deliveryOf(bench, id), { state: 'held', reason: 'template', spent: 0 })
  t.match(await bench.db.selectFrom('templates').selectAll().execute(), [
    { name: 'registration_received', state: 'held', hold_code: '132015' },
  ])
  t.equal((await whatsapp(bench)).paused_at, null)
})

test('apply-effects: a rate limit, the channel slows down and the attempt is not counted', async (t) => {
  const bench = await openBench(t)
  const id = await failLater(bench, 80007)
  const { slow_until, paused_at } = await whatsapp(bench)
  t.not(slow_until, null)
  t.equal(paused_at, null)
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
})

test('apply-effects: a rate limit without a wait, it is counted and one slows nothing', async (t) => {
  const bench = await openBench(t)
  const id = await failLater(bench, 130429)
  t.match(await whatsapp(bench), { slow_until: null, slowed_to: null, refused_at_pace: 1 })
  t.match(await deliveryOf(bench, id), { state: 'pending', spent: 0 })
})

test('apply-effects: an error of the recipient, only its delivery is affected', async (t) => {
  const bench = await openBench(t)
  const id = await failLater(bench, 131026)
  t.match(await deliveryOf(bench, id), { state: 'failed', last_error_code: '131026' })
  t.match(await whatsapp(bench), { paused_at: null, slow_until: null })
  t.same(await bench.db.selectFrom('templates').selectAll().execute(), [])
})
