import { test } from 'tap'
import { holdTemplate } from '@dutybell/shared/channels/channel-control'
import { deliveryOf, openBench, publishOne } from '../fixture.ts'
import { apply, claim, store } from '../webhooks/support.ts'
import { changeBody } from '../inbound/support.ts'
import { statusBody, TEMPLATE, tellCategory, tellStatus, templateOf } from './support.ts'

const HOLDING = [
  'PAUSED',
  'DISABLED',
  'REJECTED',
  'PENDING_DELETION',
  'DELETED',
  'LIMIT_EXCEEDED',
  'ARCHIVED',
]
const RELEASING = ['APPROVED', 'REINSTATED', 'UNARCHIVED']

test('apply-template-update: a status that stops a template, holds it with the reason', async (t) => {
  const bench = await openBench(t)
  for (const [position, event] of HOLDING.entries()) {
    await tellStatus(bench, { event: 'APPROVED', second: 2 * position })
    t.match(await templateOf(bench), { state: 'active', reason: null, hold_code: null })
    await tellStatus(bench, { event, second: 2 * position + 1 })
    t.match(await templateOf(bench), { state: 'held', reason: `Meta reports ${event}.`, hold_code: 'status' })
  }
})

test('apply-template-update: a status that allows a template, releases it', async (t) => {
  const bench = await openBench(t)
  for (const [position, event] of RELEASING.entries()) {
    await tellStatus(bench, { event: 'PAUSED', second: 2 * position })
    t.match(await templateOf(bench), { state: 'held' })
    await tellStatus(bench, { event, second: 2 * position + 1 })
    t.match(await templateOf(bench), { state: 'active', hold_code: null })
  }
  await tellStatus(bench, { event: 'PAUSED', second: 10, more: { other_info: { title: 'FIRST_PAUSE' } } })
  t.match(await templateOf(bench), { state: 'held', reason: 'Meta reports PAUSED: FIRST_PAUSE' })
  await tellStatus(bench, { event: 'PAUSED', second: 11, more: { other_info: { title: 'UNPAUSE' } } })
  t.match(await templateOf(bench), { state: 'active' })
})

test('apply-template-update: paused and reinstated, its messages are held and sent, and no others', async (t) => {
  const bench = await openBench(t)
  const ours = await publishOne(bench)
  const parameters = ['Ahmed Ali', '15 March 2026', 'Fajar Azaan']
  const other = await publishOne(bench, { type: 'duty_allotment_confirmed', parameters })
  await tellStatus(bench, { event: 'PAUSED', second: 1 })
  await tellStatus(bench, { event: 'PAUSED', second: 1, name: 'duty_allotment_confirmed' })
  await claim(bench)
  t.match(await deliveryOf(bench, ours.whatsapp_delivery_id), { state: 'held', reason: 'template' })
  t.match(await deliveryOf(bench, other.whatsapp_delivery_id), { state: 'held', reason: 'template' })
  await tellStatus(bench, { event: 'APPROVED', second: 2 })
  t.match(await deliveryOf(bench, ours.whatsapp_delivery_id), { state: 'pending' })
  t.match(await deliveryOf(bench, other.whatsapp_delivery_id), { state: 'held' })
  await claim(bench)
  t.match(await deliveryOf(bench, ours.whatsapp_delivery_id), { state: 'sending' })
})

test('apply-template-update: an older event that arrives later, or a repeated one, changes nothing', async (t) => {
  const bench = await openBench(t)
  await tellStatus(bench, { event: 'APPROVED', second: 5 })
  await tellStatus(bench, { event: 'PAUSED', second: 4 })
  t.match(await templateOf(bench), { state: 'active' })
  await tellStatus(bench, { event: 'PAUSED', second: 6 })
  await tellStatus(bench, { event: 'APPROVED', second: 5 })
  t.match(await templateOf(bench), { state: 'held' })
  await bench.db.updateTable('templates').set({ state: 'active' }).execute()
  await tellStatus(bench, { event: 'PAUSED', second: 6 })
  t.match(await templateOf(bench), { state: 'active' })
})

test('apply-template-update: approved before a message was refused for it, still held', async (t) => {
  const bench = await openBench(t)
  await holdTemplate(bench.db, { name: TEMPLATE, language: 'en' }, 'It is paused.', '132015')
  await tellStatus(bench, { event: 'APPROVED', second: 0 })
  t.match(await templateOf(bench), { state: 'held', hold_code: '132015' })
  const now = Temporal.Now.instant().since(Temporal.Instant.from('2026-01-01T00:00:00Z')).total('seconds')
  await tellStatus(bench, { event: 'APPROVED', second: Math.floor(now) })
  t.match(await templateOf(bench), { state: 'active' })
})

test('apply-template-update: another template or another language, is skipped', async (t) => {
  const bench = await openBench(t)
  await tellStatus(bench, { event: 'PAUSED', name: 'somebody_elses' })
  await tellStatus(bench, { event: 'PAUSED', language: 'en-US' })
  await tellStatus(bench, { event: 'PAUSED', language: 'hi' })
  t.same(await bench.db.selectFrom('templates').selectAll().execute(), [])
})

test('apply-template-update: events unrelated to sending and unknown events, hold nothing', async (t) => {
  const bench = await openBench(t)
  for (const event of ['PENDING', 'IN_APPEAL', 'FLAGGED', 'LOCKED', 'SOMETHING_NEW', 'constructor']) {
    await tellStatus(bench, { event, second: 1 })
  }
  t.equal((await templateOf(bench))?.state ?? 'active', 'active')
})

test('apply-template-update: moved to marketing, held until it is utility again', async (t) => {
  const bench = await openBench(t)
  await tellCategory(bench, { new_category: 'UTILITY', correct_category: 'MARKETING', second: 1 })
  t.match(await templateOf(bench), { state: 'active' })
  await tellCategory(bench, { new_category: 'MARKETING', second: 2 })
  t.match(await templateOf(bench), { state: 'held', hold_code: 'category', reason: /MARKETING/ })
  await tellStatus(bench, { event: 'APPROVED', second: 3, category: 'MARKETING' })
  t.match(await templateOf(bench), { state: 'held' })
  await tellCategory(bench, { new_category: 'UTILITY', second: 4 })
  t.match(await templateOf(bench), { state: 'active' })
})

test('apply-template-update: an invalid one or one without a time, is parked and the others are applied', async (t) => {
  const bench = await openBench(t)
  const good = JSON.parse(statusBody({ event: 'PAUSED' }))
  const bad = JSON.parse(changeBody('message_template_status_update', { event: 1 }))
  const timeless = JSON.parse(statusBody({ event: 'APPROVED' }))
  delete timeless.entry[0].time
  const entry = [...bad.entry, ...timeless.entry, null, { changes: 1 }, ...good.entry]
  const id = await store(bench, JSON.stringify({ entry }))
  await apply(bench)
  t.match(await templateOf(bench), { state: 'held' })
  const { unmatched } = await bench.db
    .selectFrom('webhook_inbox')
    .select('unmatched')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  t.match(unmatched, [
    { reason: 'message_template_status_update_unreadable', item: '/entry/0/changes/0' },
    { reason: 'time_missing', item: '/entry/1/changes/0' },
  ])
})
