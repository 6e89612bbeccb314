import { test } from 'tap'
import { watch } from '../../src/alerts/watch.ts'
import { applyWebhooks } from '../../src/webhooks/apply-webhooks.ts'
import { watcher } from '../alerts/support.ts'
import { type Bench, openBench, startMeta } from '../fixture.ts'
import { captureLog } from '../providers/support/log.ts'
import { changeBody } from '../inbound/support.ts'
import { apply, contextOf, store } from '../webhooks/support.ts'

const RECENT = Temporal.Now.instant().subtract({ minutes: 10 })

async function tellAccount(bench: Bench, value: unknown, second = 0, start = RECENT): Promise<void> {
  await store(bench, changeBody('account_update', value, second, start))
  await apply(bench)
}

async function newsOf({ db }: Bench) {
  const rows = await db
    .selectFrom('account_news')
    .selectAll()
    .where('ended_at', 'is', null)
    .orderBy('key')
    .execute()
  return rows.map(({ key, text, action }) => ({ key, text, action }))
}

async function whatsAppOf(bench: Bench) {
  return bench.db
    .selectFrom('channels')
    .selectAll()
    .where('channel', '=', 'whatsapp')
    .executeTakeFirstOrThrow()
}

const restriction = (restriction_type: string) => ({
  event: 'ACCOUNT_RESTRICTION',
  restriction_info: [{ restriction_type, expiration: 1767312000 }],
})

const STOPS: readonly [string, unknown, RegExp][] = [
  [
    'restricted',
    restriction('RESTRICTED_BIZ_INITIATED_MESSAGING'),
    /RESTRICTED_BIZ.*until 2026-01-02T00:00:00Z/,
  ],
  [
    'in violation',
    { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SCAM' } },
    /VIOLATION: SCAM/,
  ],
  ['disabled', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, /DISABLE/],
  ['deleted', { event: 'ACCOUNT_DELETED' }, /ACCOUNT_DELETED/],
]

for (const [title, value, reason] of STOPS) {
  test(`apply-account-update: ${title}, WhatsApp pauses with the reason and is probed`, async (t) => {
    const bench = await openBench(t)
    await tellAccount(bench, value)
    const channel = await whatsAppOf(bench)
    t.ok(channel.paused_at)
    t.ok(channel.probe_at)
    t.equal(channel.paused_by, 'notifier')
    t.match(channel.pause_reason, reason)
    const email = await bench.db
      .selectFrom('channels')
      .selectAll()
      .where('channel', '=', 'email')
      .executeTakeFirst()
    t.equal(email?.paused_at, null)
  })
}

test('apply-account-update: reinstated, one message goes first', async (t) => {
  const bench = await openBench(t)
  await tellAccount(bench, { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, 1)
  await tellAccount(bench, { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, 2)
  t.match(await whatsAppOf(bench), { paused_at: null, is_trial: true })
})

test("apply-account-update: reinstated while a person's pause holds, it stays paused", async (t) => {
  const bench = await openBench(t)
  await bench.db
    .updateTable('channels')
    .set({ paused_at: '2026-01-01T00:00:00Z', paused_by: 'admin' })
    .where('channel', '=', 'whatsapp')
    .execute()
  await tellAccount(bench, { event: 'REINSTATE' })
  t.match(await whatsAppOf(bench), { paused_by: 'admin', is_trial: false })
})

test('apply-account-update: an older event that comes later, or the same again, changes nothing', async (t) => {
  const bench = await openBench(t)
  await tellAccount(bench, { event: 'REINSTATE' }, 5)
  await tellAccount(bench, { event: 'ACCOUNT_VIOLATION' }, 4)
  t.equal((await whatsAppOf(bench)).paused_at, null)
  await tellAccount(bench, { event: 'ACCOUNT_VIOLATION' }, 6)
  t.ok((await whatsAppOf(bench)).paused_at)
  await tellAccount(bench, { event: 'REINSTATE' }, 7)
  await tellAccount(bench, { event: 'ACCOUNT_VIOLATION' }, 6)
  t.equal((await whatsAppOf(bench)).paused_at, null)
})

test('apply-account-update: an event unrelated to sending pauses nothing', async (t) => {
  const bench = await openBench(t)
  await tellAccount(bench, restriction('RESTRICTED_ADD_PHONE_NUMBER_ACTION'), 1)
  await tellAccount(
    bench,
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } },
    2,
  )
  await tellAccount(bench, { event: 'PARTNER_ADDED' }, 3)
  t.equal((await whatsAppOf(bench)).paused_at, null)
})

test('apply-account-update: an old event is stored and pauses nothing', async (t) => {
  const bench = await openBench(t)
  const days_ago = RECENT.subtract({ hours: 48 })
  await tellAccount(bench, { event: 'ACCOUNT_VIOLATION' }, 0, days_ago)
  t.equal((await whatsAppOf(bench)).paused_at, null)
  t.match(await newsOf(bench), [{ key: 'account_update:ACCOUNT_VIOLATION' }])
})

test('apply-account-update: the partner is removed, news with the cause until it is added again', async (t) => {
  const bench = await openBench(t)
  const value = {
    event: 'PARTNER_REMOVED',
    waba_info: { waba_id: '77' },
    disconnection_info: { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' },
  }
  const own_account = { ...contextOf(bench).own_account, business_account_id: '77' }
  await store(bench, changeBody('account_update', { ...value, waba_info: { waba_id: '78' } }, 0, RECENT))
  await applyWebhooks({ ...contextOf(bench), own_account })
  t.same(await newsOf(bench), [], 'of another account')

  await store(bench, changeBody('account_update', value, 1, RECENT))
  await applyWebhooks({ ...contextOf(bench), own_account })
  t.match(await newsOf(bench), [
    {
      key: 'account_update:PARTNER_REMOVED',
      text: 'Meta reports PARTNER_REMOVED: PRIMARY_INACTIVITY, initiated by SYSTEM.',
      action: /Connect the number again/,
    },
  ])
  t.equal((await whatsAppOf(bench)).paused_at, null)
  await tellAccount(bench, { event: 'ACCOUNT_OFFBOARDED' }, 2)
  t.equal((await newsOf(bench)).length, 2)
  await tellAccount(bench, { event: 'PARTNER_ADDED' }, 3)
  t.same(await newsOf(bench), [])
  await tellAccount(bench, value, 1)
  await tellAccount(bench, { event: 'ACCOUNT_OFFBOARDED' }, 2)
  t.same(await newsOf(bench), [], 'an older event, again, opens nothing')
})

test('apply-account-update: an event without a rule becomes news with its name; an irrelevant one does not', async (t) => {
  const bench = await openBench(t)
  await tellAccount(bench, { event: 'ACCOUNT_TURNED_BLUE' })
  await tellAccount(bench, { event: 'AD_ACCOUNT_LINKED' })
  t.match(await newsOf(bench), [
    { key: 'account_update:ACCOUNT_TURNED_BLUE', text: /ACCOUNT_TURNED_BLUE/, action: /WhatsApp Manager/ },
  ])
})

test('apply-account-update: alerts and reviews of the account, only bad ones are news', async (t) => {
  const bench = await openBench(t)
  const alert = (alert_type: string, alert_severity: string) =>
    changeBody('account_alerts', { alert_info: { alert_type, alert_severity } }, 0, RECENT)
  await store(bench, alert('OBA_APPROVED', 'INFORMATIONAL'))
  await store(bench, alert('PROFILE_PICTURE_LOST', 'CRITICAL'))
  await store(bench, changeBody('account_review_update', { decision: 'APPROVED' }, 0, RECENT))
  await store(bench, changeBody('account_review_update', { decision: 'REJECTED' }, 0, RECENT))
  await apply(bench)
  t.match(await newsOf(bench), [{ text: /PROFILE_PICTURE_LOST/ }, { text: /REJECTED/ }])
})

test('apply-account-update: a lowered limit, news where it is below META_WA_DAILY_RECIPIENTS', async (t) => {
  const bench = await openBench(t)
  const own_account = { ...contextOf(bench).own_account, daily_recipients: 2_000 }
  let second = 0
  const tell = async (field: string, value: unknown) => {
    second += 1
    await store(bench, changeBody(field, value, second, RECENT))
    await applyWebhooks({ ...contextOf(bench), own_account })
    return newsOf(bench)
  }
  const limited = (max_daily_conversations_per_business: unknown) =>
    tell('business_capability_update', { max_daily_conversations_per_business })
  t.match(await limited('TIER_250'), [
    { key: 'messaging_limit', text: /TIER_250.*META_WA_DAILY_RECIPIENTS is 2000/, action: /to 250 / },
  ])
  t.same(await limited('TIER_2K'), [])
  t.match(await limited(1_000), [{ text: /limit 1000/ }])
  t.same(await limited(-1), [])
  t.match(await tell('phone_number_quality_update', { event: 'DOWNGRADE', current_limit: 'TIER_1K' }), [
    { key: 'messaging_limit', text: /DOWNGRADE: messaging limit TIER_1K/ },
  ])
  t.same(await tell('phone_number_quality_update', { event: 'UPGRADE', current_limit: 'TIER_10K' }), [])
  t.match(await tell('phone_number_quality_update', { event: 'FLAGGED' }), [{ key: 'phone_number_quality' }])
  t.same(await tell('phone_number_quality_update', { event: 'UNFLAGGED' }), [])
})

test('watch: news of the account, an alert until it ends or for seven days', async (t) => {
  const bench = await openBench(t)
  const smtp = await startMeta(t)
  const { log, text } = captureLog()
  const ctx = { ...watcher(bench, smtp), log }
  const openAlerts = async () => {
    await watch({ ...ctx, mail: { ...ctx.mail, to: undefined } })
    return bench.db.selectFrom('alerts').selectAll().where('cleared_at', 'is', null).execute()
  }
  await tellAccount(bench, { event: 'ACCOUNT_OFFBOARDED' })
  t.match(await openAlerts(), [
    {
      key: 'account_update:ACCOUNT_OFFBOARDED',
      subject: 'Meta reports ACCOUNT_OFFBOARDED of the WhatsApp account',
      text: /ACCOUNT_OFFBOARDED/,
      action: /Connect the number again/,
    },
  ])
  t.match(text(), /"level":"error".*"action":"Connect the number again/)
  await bench.db
    .updateTable('account_news')
    .set({ at: RECENT.subtract({ hours: 7 * 24 }).toString() })
    .execute()
  t.same(await openAlerts(), [])
})
