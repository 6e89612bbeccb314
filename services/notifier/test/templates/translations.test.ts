import { receiveWebhooks } from '@dutybell/testing/webhook-receiver'
import { sql } from 'kysely'
import { test } from 'tap'
import { adoptLanguage } from '../../src/templates/queries.ts'
import { applyWebhooks } from '../../src/webhooks/apply-webhooks.ts'
import { stateOf } from '../deliveries/support.ts'
import { deliveryOf, eventually, openBench, publishOne, startMeta, startNotifierFor } from '../fixture.ts'
import { contextOf, OWN_ACCOUNT, store } from '../webhooks/support.ts'

const LANGUAGES = { META_WA_TEMPLATE_LANGUAGE: 'en,ur' }

test('translations: one that is not approved, holds only itself until Meta approves it', async (t) => {
  const bench = await openBench(t)
  const { url } = await receiveWebhooks(t, ({ bytes }) => store(bench, bytes))
  const meta = await startMeta(t, { webhook_url: url, languages: ['en', 'ur'] })
  const setUrdu = async (status: string) => {
    meta.changeTemplate({ name: 'registration_received', status, language: 'ur' })
    await meta.waitForCallbacks()
  }
  await setUrdu('PENDING')
  await startNotifierFor(t, bench, meta, LANGUAGES)

  const urdu = await publishOne(bench, { language: 'ur', email: 'ahmed@example.org' })
  const held = await eventually(
    () => deliveryOf(bench, urdu.whatsapp_delivery_id),
    ({ state }) => state === 'held',
  )
  t.match(held, { reason: 'template', language: 'ur' })
  const english = await publishOne(bench)
  await eventually(
    () => stateOf(bench, english.whatsapp_delivery_id),
    (state) => ['accepted', 'sent', 'delivered'].includes(state),
  )
  t.match(await bench.db.selectFrom('templates').selectAll().where('state', '=', 'held').execute(), [
    { name: 'registration_received', language: 'ur', hold_code: '132001' },
  ])
  await meta.waitForMails((mails) => mails.length === 1)
  t.match(meta.mails[0], { subject: 'آپ کا اندراج موصول ہو گیا ہے', html: /dir="rtl"/ })

  await setUrdu('APPROVED')
  await meta.waitForMessages((messages) => messages.some(({ taken, language }) => taken && language === 'ur'))
  t.match(
    meta.messages.find(({ taken, language }) => taken && language === 'ur'),
    { text: 'السلام علیکم Ahmed Ali،\nآپ کا اندراج کامیابی سے موصول ہو گیا ہے۔' },
  )
})

test('translations: news of one that Meta stops, holds it in its language; others of the account are skipped', async (t) => {
  const bench = await openBench(t)
  const { url } = await receiveWebhooks(t, ({ bytes }) => store(bench, bytes))
  const meta = await startMeta(t, { webhook_url: url, languages: ['en', 'pt_BR', 'hi'] })
  meta.changeTemplate({ name: 'registration_received', status: 'PAUSED', language: 'pt_BR' })
  meta.changeTemplate({ name: 'registration_received', status: 'PAUSED', language: 'hi' })
  await meta.waitForCallbacks()
  await applyWebhooks({
    ...contextOf(bench),
    own_account: { ...OWN_ACCOUNT, template_languages: ['en', 'pt_BR'] },
  })
  t.match(await bench.db.selectFrom('templates').select(['language', 'state']).execute(), [
    { language: 'pt_BR', state: 'held' },
  ])
  t.match(await bench.db.selectFrom('meta_templates').select(['language', 'status']).execute(), [
    { language: 'pt_BR', status: 'PAUSED' },
  ])
})

test('translations: a hold and messages of a release without languages, adopted in the default language', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t, { languages: ['en_US', 'ur'] })
  const waiting = await publishOne(bench, { language: '' })
  const sent = await publishOne(bench, { language: '', type: 'duty_allotment_confirmed' })
  await sql`update deliveries set state = 'accepted' where id = ${sent.whatsapp_delivery_id}`.execute(
    bench.db,
  )
  await sql`
    insert into templates (name, language, state, hold_code) values ('registration_received', '', 'held', 'category')`.execute(
    bench.db,
  )
  await startNotifierFor(t, bench, meta, { META_WA_TEMPLATE_LANGUAGE: 'en_US,ur' })
  await eventually(
    () => deliveryOf(bench, waiting.whatsapp_delivery_id),
    ({ state, language }) => state === 'held' && language === 'en_US',
  )
  await adoptLanguage(bench.db, 'ur')
  t.match(await bench.db.selectFrom('templates').selectAll().execute(), [
    { language: 'en_US', state: 'held', hold_code: 'category' },
  ])
})
