import { sql } from 'kysely'
import { test } from 'tap'
import type { SimulatorOptions } from '@dutybell/simulator/simulator'
import { holdTemplate, releaseTemplate } from '@dutybell/shared/channels/channel-control'
import { recheckHeldTemplates } from '../../src/templates/recheck-held-templates.ts'
import { graphAccount } from '../../src/templates/graph-account.ts'
import { claimOnly, ended, enqueueOne, record } from '../deliveries/support.ts'
import { type Bench, configFor, deliveryOf, openBench, startMeta } from '../fixture.ts'
import { TEMPLATE, tellCategory, tellStatus, templateOf } from './support.ts'

const { signal } = new AbortController()

async function begin(t: Parameters<typeof openBench>[0], options: Partial<SimulatorOptions> = {}) {
  const bench = await openBench(t)
  const meta = await startMeta(t, options)
  const look = () => {
    const config = configFor(bench, meta, { META_WA_BUSINESS_ACCOUNT_ID: meta.business_account_id })
    const ctx = { db: bench.db, log: bench.log, account: graphAccount(config) }
    return recheckHeldTemplates(ctx, signal)
  }
  return { bench, meta, look }
}

async function isHeld(bench: Bench): Promise<boolean> {
  return (await templateOf(bench))?.state === 'held'
}

test('recheck-held-templates: paused, and approved again without a webhook, released', async (t) => {
  const { bench, meta, look } = await begin(t)
  await tellStatus(bench, { event: 'PAUSED' })
  meta.changeTemplate({ name: TEMPLATE, status: 'PAUSED' })
  await look()
  t.ok(await isHeld(bench))
  meta.changeTemplate({ name: TEMPLATE, status: 'APPROVED' })
  await look()
  t.notOk(await isHeld(bench))
})

for (const code of ['132001', '132007', '132015', '132016', null]) {
  test(`recheck-held-templates: held for ${code} and approved, released`, async (t) => {
    const { bench, look } = await begin(t)
    await holdTemplate(bench.db, { name: TEMPLATE, language: 'en' }, 'Refused.', code)
    await look()
    t.notOk(await isHeld(bench))
  })
}

for (const code of ['132000', '132012', '132018', '132068']) {
  test(`recheck-held-templates: held for ${code}, whose cause Meta does not know, still held`, async (t) => {
    const { bench, look } = await begin(t)
    await holdTemplate(bench.db, { name: TEMPLATE, language: 'en' }, 'Refused.', code)
    await look()
    t.ok(await isHeld(bench))
  })
}

test('recheck-held-templates: held for its category and utility again, released', async (t) => {
  const { bench, look } = await begin(t)
  await tellCategory(bench, { new_category: 'MARKETING' })
  t.ok(await isHeld(bench))
  await look()
  t.notOk(await isHeld(bench))
})

test('recheck-held-templates: approved in another language only, still held', async (t) => {
  const { bench, look } = await begin(t, { languages: ['en_US', 'hi'] })
  await tellStatus(bench, { event: 'PAUSED' })
  await look()
  t.ok(await isHeld(bench))
})

test('recheck-held-templates: Meta refuses or the account is not configured, still held', async (t) => {
  const { bench, meta, look } = await begin(t)
  await tellStatus(bench, { event: 'PAUSED' })
  await meta.close()
  await look()
  t.ok(await isHeld(bench))
  await recheckHeldTemplates({ db: bench.db, log: bench.log, account: null }, signal)
  t.ok(await isHeld(bench))
})

test('recheck-held-templates: a refusal is recorded after the release of its template, the delivery is released', async (t) => {
  const { bench, look } = await begin(t)
  const translation = { name: TEMPLATE, language: 'en' } as const
  const id = await enqueueOne(bench, { type: TEMPLATE })
  const claimed = await claimOnly(bench)
  await holdTemplate(bench.db, translation, 'Refused.', '132000')
  await releaseTemplate(bench.db, translation)
  await record(bench, [ended(claimed, 'held', { reason: 'template', counts_attempt: 0 })])
  t.match(await deliveryOf(bench, id), { state: 'held', reason: 'template' })
  await holdTemplate(bench.db, translation, 'Refused.', '132000')
  await look()
  t.match(await deliveryOf(bench, id), { state: 'held' }, 'the template is held again')
  await releaseTemplate(bench.db, translation)
  await sql`update deliveries set state = 'held', reason = 'template' where id = ${id}`.execute(bench.db)
  await look()
  t.match(await deliveryOf(bench, id), { state: 'pending', reason: null })
})
