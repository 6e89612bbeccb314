import { sql } from 'kysely'
import { test } from 'tap'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { Heartbeat } from '@dutybell/shared/heartbeats/heartbeat'
import { watch } from '../../src/alerts/watch.ts'
import { watcher } from '../alerts/support.ts'
import {
  attemptsOf,
  deliveryOf,
  eventually,
  openBench,
  publishOne,
  startMeta,
  startNotifierFor,
} from '../fixture.ts'

const Readiness = Type.Object({ status: Type.String(), reasons: Type.Array(Type.String()) })

test('internal-errors: claims that cannot be sent are given back, and five in a row stop only their loop', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { callbacks: { statuses: [] } } })
  const start = () =>
    startNotifierFor(t, bench, meta, { PUBLIC_URL: 'https://duties.example.org', MAX_ATTEMPTS: '1' })
  const mailTo = async (n: number) =>
    (await publishOne(bench, { phone_number: null, email: `person${n}@example.org` })).email_delivery_id
  // Without its key no link can be made, so composing each e-mail throws.
  const { key } = await bench.db.deleteFrom('unsubscribe_key').returning('key').executeTakeFirstOrThrow()

  const first = await start()
  const ids = [await mailTo(1), await mailTo(2), await mailTo(3), await mailTo(4), await mailTo(5)]
  const stopped = await eventually(
    async () => Value.Parse(Readiness, await (await fetch(`${first.url}/readyz`)).json()).reasons,
    (reasons) => reasons.some((reason) => reason.includes('stopped')),
  )
  t.match(stopped, [/^The email loop stopped after 5 internal errors in a row: no result$/])
  for (const id of ids) {
    const delivery = await eventually(
      () => deliveryOf(bench, id),
      ({ state }) => state === 'pending',
    )
    t.match(delivery, { spent: 0, reason: null, possible_duplicate: false })
    for (const attempt of await attemptsOf(bench, id)) t.match(attempt, { outcome: 'unsent', cost: 0 })
  }
  t.equal(meta.mails.length, 0)

  await publishOne(bench)
  await meta.waitForMessages((messages) => messages.length === 1)

  const heartbeat = new Heartbeat({
    ...bench,
    service: 'notifier',
    version: '1',
    settings: {},
    stoppedLoops: () => stopped,
  })
  heartbeat.start()
  await eventually(
    () => bench.db.selectFrom('heartbeats').select('stopped_loops').execute(),
    (rows) => rows.some(({ stopped_loops }) => stopped_loops.length === 1),
  )
  const ctx = watcher(bench, meta)
  await watch({ ...ctx, mail: { ...ctx.mail, to: undefined } })
  t.match(await bench.db.selectFrom('alerts').selectAll().where('key', 'like', 'loop_stopped:%').execute(), [
    { subject: /stopped sending/, text: /email loop stopped/, action: /restart/, cleared_at: null },
  ])

  await bench.db.insertInto('unsubscribe_key').values({ key }).execute()
  await first.stop()
  await heartbeat.stop()
  await start()
  await meta.waitForMails((mails) => mails.length === 5)
  await watch({ ...ctx, mail: { ...ctx.mail, to: undefined } })
  t.same(
    await bench.db
      .selectFrom('alerts')
      .select('key')
      .where('key', 'like', 'loop_stopped:%')
      .where('cleared_at', 'is', null)
      .execute(),
    [],
  )
})

test('internal-errors: a claim that cannot be read is given back, and one exception does not stop the loop', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { behaviour: { callbacks: { statuses: [] } } })
  const { whatsapp_delivery_id: id } = await publishOne(bench)
  await sql`update deliveries set rank = 'infinity' where id = ${id}`.execute(bench.db)
  const { url } = await startNotifierFor(t, bench, meta)
  await eventually(
    () => attemptsOf(bench, id),
    (attempts) => attempts.length > 0,
  )
  t.match(await attemptsOf(bench, id), [{ outcome: 'unsent', provider_code: 'internal_error', cost: 0 }])
  await sql`update deliveries set rank = clock_timestamp() where id = ${id}`.execute(bench.db)
  await meta.waitForMessages((messages) => messages.length === 1)
  t.match(await deliveryOf(bench, id), { spent: 0 })
  // It may still be starting.
  await eventually(
    async () => (await fetch(`${url}/readyz`)).status,
    (status) => status === 200,
  )
})
