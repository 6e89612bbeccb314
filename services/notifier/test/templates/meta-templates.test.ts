import { test } from 'tap'
import { createLogger } from '@dutybell/shared/logger'
import { releaseTemplate } from '@dutybell/shared/channels/channel-control'
import { readMetaTemplates } from '../../src/templates/meta-templates.ts'
import { graphAccount } from '../../src/templates/graph-account.ts'
import { type Bench, configFor, eventually, openBench, startMeta, startNotifierFor } from '../fixture.ts'
import { changeBody } from '../inbound/support.ts'
import { apply, store } from '../webhooks/support.ts'
import { TEMPLATE, tellCategory, tellStatus, templateOf } from './support.ts'

const { signal } = new AbortController()

async function begin(t: Parameters<typeof openBench>[0]) {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const read = () => {
    const config = configFor(bench, meta, { META_WA_BUSINESS_ACCOUNT_ID: meta.business_account_id })
    const log = createLogger({ service: 'test', level: 'silent' })
    const account = graphAccount(config)
    return readMetaTemplates({ db: bench.db, log, account, template_languages: ['en'] }, signal)
  }
  return { bench, meta, read }
}

async function tellQuality(bench: Bench, new_quality_score: string, second = 0): Promise<void> {
  const value = {
    previous_quality_score: 'YELLOW',
    new_quality_score,
    message_template_id: 400_500_600,
    message_template_name: TEMPLATE,
    message_template_language: 'en',
  }
  await store(bench, changeBody('message_template_quality_update', value, second))
  await apply(bench)
}

function rowsOf({ db }: Bench, name = TEMPLATE) {
  return db.selectFrom('meta_templates').selectAll().where('name', '=', name).execute()
}

async function newsOf({ db }: Bench) {
  return db.selectFrom('account_news').selectAll().where('ended_at', 'is', null).execute()
}

test('meta-templates: read from the list, with words, quality and time to live; deleted ones go', async (t) => {
  const { bench, meta, read } = await begin(t)
  await bench.db
    .insertInto('meta_templates')
    .values({ name: 'long_gone', language: 'en', read_at: '2026-01-01T00:00:00Z' })
    .execute()
  await read()
  t.match(await rowsOf(bench, 'duty_reminder_tomorrow'), [
    {
      language: 'en',
      status: 'APPROVED',
      category: 'UTILITY',
      parameter_format: 'POSITIONAL',
      words: /^Reminder: \{\{1\}\}, your duty is tomorrow/,
      quality: 'GREEN',
      time_to_live_seconds: 21_600,
      more_parameters: [],
    },
  ])
  t.same(await rowsOf(bench, 'long_gone'), [])
  meta.changeTemplate({ name: TEMPLATE, status: 'PAUSED' })
  await read()
  t.match(await rowsOf(bench), [{ status: 'PAUSED', time_to_live_seconds: -1 }])
})

test('meta-templates: the notifier starts, it reads the list at once', async (t) => {
  const { bench, meta } = await begin(t)
  await startNotifierFor(t, bench, meta, { META_WA_BUSINESS_ACCOUNT_ID: meta.business_account_id })
  await eventually(
    () => rowsOf(bench),
    (rows) => rows.length === 1,
  )
})

test('meta-templates: webhooks report status, category and quality, the later one counts', async (t) => {
  const { bench, read } = await begin(t)
  await tellStatus(bench, { event: 'PAUSED', second: 5 })
  await tellQuality(bench, 'RED', 6)
  await tellStatus(bench, { event: 'APPROVED', second: 4 })
  t.match(await rowsOf(bench), [{ language: 'en', status: 'PAUSED', category: 'UTILITY', quality: 'RED' }])
  await tellCategory(bench, { new_category: 'MARKETING', second: 7 })
  await tellStatus(bench, { event: 'REINSTATED', second: 8, category: 'MARKETING' })
  t.match(await rowsOf(bench), [{ status: 'APPROVED', category: 'MARKETING', quality: 'RED', words: null }])
  await read()
  t.match(await rowsOf(bench), [{ category: 'UTILITY', quality: 'GREEN', words: /^Hello/ }])
  await tellQuality(bench, 'YELLOW', 9)
  t.match(await rowsOf(bench), [{ quality: 'GREEN' }], 'the list was read later')
})

test('meta-templates: low quality, news until the quality is good, by webhook or by the list', async (t) => {
  const { bench, read } = await begin(t)
  await tellQuality(bench, 'RED', 1)
  t.match(await newsOf(bench), [
    {
      key: `template_quality:${TEMPLATE}:en`,
      text: /registration_received \(en\)\. Meta reports the quality RED/,
      action: /before Meta pauses it/,
    },
  ])
  await tellQuality(bench, 'GREEN', 2)
  t.same(await newsOf(bench), [])
  await tellQuality(bench, 'YELLOW', 3)
  t.equal((await newsOf(bench)).length, 1)
  await read()
  t.same(await newsOf(bench), [])
})

test('meta-templates: the category changes soon, news that the list does not end', async (t) => {
  const { bench, read } = await begin(t)
  await tellCategory(bench, { new_category: 'UTILITY', correct_category: 'MARKETING', second: 1 })
  await tellStatus(bench, { event: 'FLAGGED', second: 2 })
  await read()
  t.match(await newsOf(bench), [
    { key: `template_category_impending:${TEMPLATE}:en`, text: /becomes MARKETING/ },
  ])
  await tellCategory(bench, { new_category: 'MARKETING', second: 3 })
  t.match((await newsOf(bench)).map(({ key }) => key).toSorted(), [
    `template_category:${TEMPLATE}:en`,
    `template_category_impending:${TEMPLATE}:en`,
  ])
  await tellCategory(bench, { new_category: 'UTILITY', second: 4 })
  t.same(await newsOf(bench), [])
})

test('meta-templates: the webhook about low quality was lost, the list opens the news and ends it', async (t) => {
  const { bench, meta, read } = await begin(t)
  await read()
  meta.changeTemplate({ name: TEMPLATE, status: 'APPROVED', quality: 'RED' })
  await read()
  const news = [{ key: `template_quality:${TEMPLATE}:en`, text: /Meta reports the quality RED/ }]
  t.match(await newsOf(bench), news)
  const [opened] = await newsOf(bench)
  await read()
  t.equal(String((await newsOf(bench))[0]?.at), String(opened?.at), 'opened once')
  meta.changeTemplate({ name: TEMPLATE, status: 'APPROVED', quality: 'GREEN' })
  await read()
  t.same(await newsOf(bench), [])
  t.match(await rowsOf(bench), [{ quality: 'GREEN', words: /^Hello/ }])
})

test('meta-templates: the webhook about a pause was lost, the list holds the template, and an operator may release it', async (t) => {
  const { bench, meta, read } = await begin(t)
  await read()
  meta.changeTemplate({ name: TEMPLATE, status: 'PAUSED' })
  await read()
  t.match(await templateOf(bench), { state: 'held', hold_code: 'status', reason: /Meta reports PAUSED/ })
  await releaseTemplate(bench.db, { name: TEMPLATE, language: 'en' })
  await read()
  t.match(await templateOf(bench), { state: 'active' }, 'the list shows nothing new')
})

test('meta-templates: the webhook about a category was lost, the list holds the template and opens the news', async (t) => {
  const { bench, meta, read } = await begin(t)
  await read()
  meta.changeTemplate({ name: TEMPLATE, status: 'APPROVED', category: 'MARKETING' })
  await read()
  t.match(await templateOf(bench), { state: 'held', hold_code: 'category' })
  t.match(await newsOf(bench), [{ key: `template_category:${TEMPLATE}:en`, text: /is MARKETING/ }])
  meta.changeTemplate({ name: TEMPLATE, status: 'APPROVED', category: 'UTILITY' })
  await read()
  t.match(await templateOf(bench), { state: 'active' })
  t.same(await newsOf(bench), [])
})

test('meta-templates: first read, what is bad is news and holds nothing', async (t) => {
  const { bench, meta, read } = await begin(t)
  meta.changeTemplate({ name: TEMPLATE, status: 'REJECTED', category: 'MARKETING', quality: 'RED' })
  await read()
  t.match((await newsOf(bench)).map(({ key }) => key).toSorted(), [
    `template_category:${TEMPLATE}:en`,
    `template_quality:${TEMPLATE}:en`,
    `template_status:${TEMPLATE}:en`,
  ])
  t.equal(await templateOf(bench), undefined)
})

test('meta-templates: the template is gone from the list, news until it is approved again', async (t) => {
  const { bench, meta, read } = await begin(t)
  await read()
  meta.changeTemplate({ name: TEMPLATE, status: 'DELETED' })
  await read()
  t.match(await newsOf(bench), [{ key: `template_status:${TEMPLATE}:en`, text: /Meta reports DELETED/ }])
  t.same(await rowsOf(bench), [])
  meta.changeTemplate({ name: TEMPLATE, status: 'APPROVED' })
  await read()
  t.same(await newsOf(bench), [])
})

test('meta-templates: Meta refuses or the account is not configured, nothing changes', async (t) => {
  const { bench, meta, read } = await begin(t)
  await read()
  await meta.close()
  await read()
  t.equal((await rowsOf(bench)).length, 1)
  await readMetaTemplates({ db: bench.db, log: bench.log, account: null, template_languages: ['en'] }, signal)
  t.equal((await rowsOf(bench)).length, 1)
})
