import { test } from 'tap'
import { type Bench, openBench } from '../fixture.ts'
import { changeBody } from '../inbound/support.ts'
import { apply, store } from '../webhooks/support.ts'

async function tellAccount(bench: Bench, value: unknown, second = 0): Promise<void> {
  await store(bench, changeBody('account_update', value, second))
  await apply(bench)
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

test('apply-account-update: what does not concern sending, nothing pauses', async (t) => {
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
