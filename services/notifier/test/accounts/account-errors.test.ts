import { test } from 'tap'
import { applyWebhooks } from '../../src/webhooks/apply-webhooks.ts'
import { createMetrics } from '../../src/health/metrics.ts'
import { openBench } from '../fixture.ts'
import { changeBody } from '../inbound/support.ts'
import { captureLog } from '../providers/support/log.ts'
import { contextOf, inboxOf, store } from '../webhooks/support.ts'

const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }

test('account-errors: a webhook with errors of the account, each is logged and counted', async (t) => {
  const bench = await openBench(t)
  const { log, text } = captureLog()
  const metrics = createMetrics()
  const errors = [
    { code: 131031, title: 'Account locked', error_data: { details: 'Your account has been locked.' } },
    { code: 130429, title: 'Rate limit hit' },
    { title: 'No code' },
  ]
  const id = await store(bench, changeBody('messages', { metadata, errors }))
  await applyWebhooks({ ...contextOf(bench), log, onAccountError: metrics.countAccountError })
  t.match(text(), /"code":"131031".*Your account has been locked/)
  t.match(text(), /"code":"130429".*Rate limit hit/)
  const { values } = (await metrics.registry.getSingleMetric('dutybell_account_errors_total')?.get()) ?? {
    values: [],
  }
  t.match(values, [
    { labels: { code: '131031' }, value: 1 },
    { labels: { code: '130429' }, value: 1 },
  ])
  const { applied_at, unmatched } = await inboxOf(bench, id)
  t.ok(applied_at)
  t.same(unmatched, [{ reason: 'error_unreadable', item: '/entry/0/changes/0/value/errors/2' }])
})
