import { receiveWebhooks } from '@dutybell/testing/webhook-receiver'
import { sql } from 'kysely'
import { test } from 'tap'
import { applyWebhooks } from '../../src/webhooks/apply-webhooks.ts'
import { openBench, startMeta } from '../fixture.ts'
import { changeBody, inboundBody, keptOf, messageOf, recipientOf, SENDER } from '../inbound/support.ts'
import { captureLog } from '../providers/support/log.ts'
import { templateOf } from '../templates/support.ts'
import { apply, contextOf, inboxOf, OWN_ACCOUNT, send, statusOf, store } from './support.ts'

test('apply-item: webhooks of the simulator, all are applied', async (t) => {
  const bench = await openBench(t)
  const { url } = await receiveWebhooks(t, ({ bytes }) => store(bench, bytes))
  const meta = await startMeta(t, { webhook_url: url, languages: ['en', 'en_US'] })
  meta.receiveText({ from: `+${SENDER}`, text: 'बंद करो' })
  meta.changeTemplate({ name: 'registration_received', status: 'PAUSED', language: 'en' })
  meta.changeTemplate({ name: 'duty_allotment_confirmed', status: 'PAUSED', language: 'en_US' })
  await meta.waitForCallbacks()
  await apply(bench)
  t.match(await keptOf(bench), [{ text: 'बंद करो', preference: 'stop' }])
  t.ok((await recipientOf(bench))?.suppressed_at)
  t.match(await templateOf(bench), { state: 'held' })
  t.equal(await templateOf(bench, 'duty_allotment_confirmed'), undefined)
  const stored = await bench.db.selectFrom('webhook_inbox').selectAll().execute()
  t.ok(stored.every((row) => row.applied_at && row.unmatched === null))
})

test('apply-item: an update that the database refuses, is parked and the others of its webhook are applied', async (t) => {
  const bench = await openBench(t)
  await sql`alter table inbound_messages add constraint no_poison check (text <> 'poison')`.execute(bench.db)
  const id = await send(bench, 'wamid.a')
  const value = {
    messages: [messageOf({ text: 'poison' }), messageOf({ text: 'good' })],
    statuses: [statusOf({ id: 'wamid.a', status: 'read', opaque: `${id}:1` })],
  }
  const stored = await store(bench, changeBody('messages', value))
  await apply(bench)
  t.match(await keptOf(bench), [{ text: 'good' }])
  const { applied_at, unmatched } = await inboxOf(bench, stored)
  t.ok(applied_at)
  t.same(unmatched, [{ reason: 'refused_by_the_database', item: '/entry/0/changes/0/value/messages/0' }])
  const delivery = await bench.db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()
  t.equal(delivery?.state, 'read')
})

test('apply-item: a message with NUL and half an emoji, is stored', async (t) => {
  const bench = await openBench(t)
  await store(bench, inboundBody({ text: `a\0b${'👍'.slice(0, 1)}` }))
  await apply(bench)
  t.match(await keptOf(bench), [{ text: 'ab\uFFFD' }])
})

test('apply-item: an update of another account, is skipped if the account is configured', async (t) => {
  const bench = await openBench(t)
  const own_account = { ...OWN_ACCOUNT, business_account_id: '1' }
  const value = { event: 'ACCOUNT_DELETED' }
  const stored = await store(bench, changeBody('account_update', value, 0, Temporal.Now.instant()))
  await applyWebhooks({ ...contextOf(bench), own_account })
  t.equal((await inboxOf(bench, stored)).unmatched, null)
  const paused = bench.db.selectFrom('channels').select('channel').where('paused_at', 'is not', null)
  t.same(await paused.execute(), [])
})

test('apply-item: waba_info names the account of an event, not the entry of a partner', async (t) => {
  const bench = await openBench(t)
  const deleteAccount = async (business_account_id: string) => {
    const value = { event: 'ACCOUNT_DELETED', waba_info: { waba_id: '7' } }
    await store(bench, changeBody('account_update', value, 0, Temporal.Now.instant()))
    await applyWebhooks({ ...contextOf(bench), own_account: { ...OWN_ACCOUNT, business_account_id } })
  }
  const paused = bench.db.selectFrom('channels').select('channel').where('paused_at', 'is not', null)
  await deleteAccount('102290129340398')
  t.same(await paused.execute(), [])
  await deleteAccount('7')
  t.same(await paused.execute(), [{ channel: 'whatsapp' }])
})

test('apply-item: the quality and the limit of the number, are logged', async (t) => {
  const bench = await openBench(t)
  const { log, text } = captureLog()
  const tell = async (field: string, value: unknown) => {
    await store(bench, changeBody(field, value))
    await applyWebhooks({ ...contextOf(bench), log })
  }
  await tell('phone_number_quality_update', { event: 'FLAGGED', current_limit: 'TIER_1K' })
  await tell('phone_number_quality_update', { event: 'ONBOARDING' })
  await tell('business_capability_update', { max_daily_conversations_per_business: 250 })
  const lines = text().trim().split('\n')
  t.match(lines[0], /"level":"error".*"event":"FLAGGED".*FLAGGED: messaging limit TIER_1K/)
  t.match(lines[1], /"level":"info".*"event":"ONBOARDING"/)
  t.match(lines[2], /"level":"error".*business_capability_update: messaging limit 250/)
})

test('apply-item: the database fails in the middle, the webhook is retried and applied once', async (t) => {
  const bench = await openBench(t)
  const stored = await store(bench, inboundBody({ text: 'first' }, { text: 'second' }))
  await sql`alter table inbound_messages rename to inbound_messages_away`.execute(bench.db)
  await t.rejects(apply(bench))
  t.equal((await inboxOf(bench, stored)).applied_at, null)
  await sql`alter table inbound_messages_away rename to inbound_messages`.execute(bench.db)
  await apply(bench)
  t.equal((await keptOf(bench)).length, 2)
})
