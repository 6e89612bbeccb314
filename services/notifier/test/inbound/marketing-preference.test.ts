import { test } from 'tap'
import { deliveryOf, openBench, publishOne } from '../fixture.ts'
import { apply, claim, send, START_OF_2026, store, tell } from '../webhooks/support.ts'
import { changeBody, recipientOf, SENDER } from './support.ts'

function preferenceBody(value: string, second: number, category = 'marketing_messages'): string {
  const timestamp = START_OF_2026.epochMilliseconds / 1000 + second
  return changeBody('user_preferences', {
    user_preferences: [{ wa_id: SENDER, category, value, timestamp, detail: 'x' }],
  })
}

test('marketing-preference: a message refused with 131050, is shown and withholds nothing', async (t) => {
  const bench = await openBench(t)
  const id = await send(bench, 'wamid.a', { phone_number: `+${SENDER}` })
  await tell(bench, { id: 'wamid.a', status: 'failed', code: 131050, second: 3 })
  t.match(await deliveryOf(bench, id), { state: 'failed' })
  const recipient = await recipientOf(bench)
  t.equal(recipient?.marketing_suppressed_at?.toString(), '2026-01-01T00:00:03Z')
  t.match(recipient, { suppressed_at: null, marketing_suppressed_by: '131050' })
  const next = await publishOne(bench, { phone_number: `+${SENDER}` })
  await claim(bench)
  t.match(await deliveryOf(bench, next.whatsapp_delivery_id), { state: 'sending' })
})

test('marketing-preference: user_preferences stop and resume, the later one applies', async (t) => {
  const bench = await openBench(t)
  await store(bench, preferenceBody('stop', 2))
  await apply(bench)
  t.match(await recipientOf(bench), { suppressed_at: null, marketing_suppressed_by: 'user_preferences' })
  await store(bench, preferenceBody('resume', 1))
  await apply(bench)
  t.ok((await recipientOf(bench))?.marketing_suppressed_at)
  await store(bench, preferenceBody('resume', 3))
  await apply(bench)
  t.equal((await recipientOf(bench))?.marketing_suppressed_at, null)
})

test('marketing-preference: an unknown value or category, is skipped', async (t) => {
  const bench = await openBench(t)
  await store(bench, preferenceBody('sign_up', 1))
  await store(bench, preferenceBody('stop', 1, 'utility_messages'))
  await apply(bench)
  t.equal(await recipientOf(bench), undefined)
})
