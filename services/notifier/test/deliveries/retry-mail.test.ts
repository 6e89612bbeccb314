import { sql } from 'kysely'
import { test } from 'tap'
import { createLogger } from '@dutybell/shared/logger'
import { startNotifier } from '../../src/notifier.ts'
import {
  attemptsOf,
  configFor,
  deliveryOf,
  eventually,
  openBench,
  publishOne,
  startMeta,
} from '../fixture.ts'

test('retry: an accepted e-mail sent again by hand, has its own Message-ID and no error', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const log = createLogger({ service: 'notifier', level: 'info', destination })
  const notifier = await startNotifier({ config: configFor(bench, meta), log, onEnded: () => undefined })
  t.teardown(() => notifier.stop())
  const { email_delivery_id: id } = await publishOne(bench, {
    phone_number: null,
    email: 'ahmed@example.org',
  })
  const accepted = (times: number) =>
    eventually(
      () => attemptsOf(bench, id),
      (attempts) => attempts.length === times,
    )
  await accepted(1)
  await sql`select retry_deliveries(array[${id}::uuid], array[0], 'tester', true)`.execute(bench.db)
  const ids = (await accepted(2)).map(({ provider_message_id }) => provider_message_id ?? '')
  t.match(ids[0], /^<[0-9a-f-]{36}@/)
  t.match(ids[1], /^<[0-9a-f-]{36}\.1@/)
  t.same(
    meta.mails.map(({ message_id }) => message_id),
    ids,
  )
  t.match(await deliveryOf(bench, id), { state: 'accepted', provider_message_id: ids[1] })
  t.notOk(
    lines.some((line) => line.includes('"level":"error"')),
    'nothing is logged as an error',
  )
})

test('retry: the same Message-ID twice is stored, the same WhatsApp id is not', async (t) => {
  const bench = await openBench(t)
  const add = (id: string, number: number, message_id: string) =>
    sql`insert into attempts (delivery_id, number, started_at, outcome, provider_message_id)
      values (${id}, ${number}, now(), 'accepted', ${message_id})`.execute(bench.db)
  const first = await publishOne(bench)
  const second = await publishOne(bench)
  await add(first.email_delivery_id, 1, '<a@example.org>')
  await add(first.email_delivery_id, 2, '<a@example.org>')
  await add(first.whatsapp_delivery_id, 1, 'wamid.a')
  await t.rejects(add(second.whatsapp_delivery_id, 2, 'wamid.a'), { code: '23505' })
})

test('retry: an acceptance ends the last error', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  meta.behave({ messages: [{ count: 1, answer: { kind: 'error', code: 131016, http_status: 400 } }] })
  const log = createLogger({ service: 'notifier', level: 'silent' })
  const notifier = await startNotifier({ config: configFor(bench, meta), log, onEnded: () => undefined })
  t.teardown(() => notifier.stop())
  const { whatsapp_delivery_id: id } = await publishOne(bench)
  const delivery = await eventually(
    () => deliveryOf(bench, id),
    ({ state }) => ['accepted', 'sent', 'delivered', 'read'].includes(state),
  )
  t.match(delivery, { attempts: 2, last_error_code: null, last_error_text: null })
  t.match(await attemptsOf(bench, id), [{ provider_code: '131016' }, { provider_code: null }])
})
