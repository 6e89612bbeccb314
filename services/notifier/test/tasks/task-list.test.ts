import { readFile } from 'node:fs/promises'
import { parseCrontab } from 'graphile-worker'
import { sql } from 'kysely'
import { test } from 'tap'
import { createLogger } from '@dutybell/shared/logger'
import { startNotifier } from '../../src/notifier.ts'
import { sendTemplate } from '../../src/tasks/send-template.ts'
import { OWN_TASKS, REPEATED_TASKS } from '../../src/worker/release-dead-workers.ts'
import { type Bench, configFor, eventually, openBench, startMeta, startNotifierFor } from '../fixture.ts'

const PAYLOAD = {
  template_name: 'registration_received',
  phone_number: '919876543210',
  parameters: ['Ahmed Ali'],
}

test('crontab: it parses, each of its tasks exists and is known as repeated', async (t) => {
  const text = await readFile(new URL('../../crontab', import.meta.url), 'utf8')
  const source = await readFile(new URL('../../src/tasks/task-list.ts', import.meta.url), 'utf8')
  const items = parseCrontab(text)
  t.ok(items.some((item) => item.task === 'process_reminders'))
  t.match(text, /^\*\/15 \* \* \* \* process_reminders /m)
  for (const { task, identifier } of items) {
    t.ok(REPEATED_TASKS.includes(task), `${task} is repeated`)
    t.match(source, new RegExp(`^    ${task}: `, 'm'), `${task} is a task`)
    t.equal(identifier, task, 'an id of its own that never changes')
  }
  const [, list = ''] = /const tasks: TaskList = \{\n([^]*?)\n  \}\n/.exec(source) ?? []
  const names = [...list.matchAll(/^    '?([\w.]+)'?: /gm)].map(([, name]) => name)
  t.same(new Set(names), new Set(OWN_TASKS))
})

test('send_template: a job with a number of bare digits, the message is sent once', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await startNotifierFor(t, bench, meta)
  await sql`select graphile_worker.add_job('send_template', ${JSON.stringify(PAYLOAD)}::json)`.execute(
    bench.db,
  )
  await meta.waitForMessages((messages) => messages.length === 1)
  t.match(meta.messages[0], {
    to: '+919876543210',
    template: 'registration_received',
    parameters: ['Ahmed Ali'],
  })
  const rows = await bench.db.selectFrom('outbox').select('dedupe_key').execute()
  t.match(rows, [{ dedupe_key: /^send_template:\d+$/ }])
})

test('send_template: the job runs twice, published once', async (t) => {
  const bench = await openBench(t)
  const ctx = { db: bench.db, default_country: 'IN', template_languages: ['en'] as const }
  const added_at = new Date()
  await sendTemplate(ctx, { id: '7', payload: PAYLOAD, created_at: added_at })
  await sendTemplate(ctx, { id: '7', payload: PAYLOAD, created_at: added_at })
  await Promise.all([
    sendTemplate(ctx, { id: '8', payload: PAYLOAD, created_at: added_at }),
    sendTemplate(ctx, { id: '8', payload: PAYLOAD, created_at: added_at }),
  ])
  t.equal((await bench.db.selectFrom('deliveries').select('id').execute()).length, 2)
})

test('send_template: with a language or without, published in it or in the default', async (t) => {
  const bench = await openBench(t)
  const ctx = { db: bench.db, default_country: 'IN', template_languages: ['en', 'ur'] as const }
  const job = { payload: PAYLOAD, created_at: new Date() }
  await sendTemplate(ctx, { ...job, id: '7' })
  await sendTemplate(ctx, { ...job, id: '8', payload: { ...PAYLOAD, language: 'ur' } })
  t.match(await bench.db.selectFrom('deliveries').select('language').orderBy('seq').execute(), [
    { language: 'en' },
    { language: 'ur' },
  ])
})

const BAD: readonly (readonly [task: string, title: string, payload: unknown, words: RegExp])[] = [
  ['send_template', 'empty', {}, /template_name/],
  ['send_template', 'a list', [], /Invalid payload/],
  ['send_template', 'null', null, /Invalid payload/],
  ['send_template', 'text', 'hello', /Invalid payload/],
  [
    'send_template',
    'an unknown template',
    { ...PAYLOAD, template_name: 'hello_world' },
    /template_name[^;]*: registration_received, duty_/,
  ],
  ['send_template', 'an unknown field', { ...PAYLOAD, lang: 'en' }, /lang \(allowed: /],
  [
    'send_template',
    'a language that is not configured',
    { ...PAYLOAD, language: 'hi' },
    /"hi" is not configured \(META_WA_TEMPLATE_LANGUAGE: en\)/,
  ],
  ['send_template', 'no number', { ...PAYLOAD, phone_number: 'Ahmed' }, /phone_number/],
  ['send_template', 'a number as a number', { ...PAYLOAD, phone_number: 919876543210 }, /phone_number/],
  ['send_template', 'a landline', { ...PAYLOAD, phone_number: '022 2345 6789' }, /landline/],
  ['send_template', 'too few parameters', { ...PAYLOAD, parameters: [] }, /takes 1 parameters/],
  ['send_template', 'too many parameters', { ...PAYLOAD, parameters: ['a', 'b'] }, /takes 1 parameters/],
  ['send_template', 'an empty parameter', { ...PAYLOAD, parameters: [''] }, /parameters\/0/],
  ['send_template', 'a parameter that is no text', { ...PAYLOAD, parameters: [5] }, /parameters\/0/],
  ['send_template', 'endless text', { ...PAYLOAD, parameters: ['x'.repeat(5_000)] }, /longer than/],
  ['send_reminders', 'a date long past', { date: '2026-03-15' }, /tomorrow/],
  ['send_reminders', 'an impossible date', { date: '2026-02-30' }, /no such day/],
  ['send_reminders', 'a date that is none', { date: 'tomorrow' }, /year-month-day/],
  ['send_reminders', 'a date as a number', { date: 20260315 }, /date/],
  ['send_reminders', 'an unknown field', { dates: '2026-03-15' }, /dates \(allowed: date, dry_run\)/],
  ['registrations.process_reminders', 'a date as a number', { date: 20260315 }, /date/],
  ['send_reminders', 'a list', ['2026-03-15'], /Invalid payload/],
]

test('task-list: an invalid payload of each kind, the job fails once, permanently, with a sentence', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  const log = createLogger({ service: 'notifier', level: 'info', destination })
  const config = configFor(bench, meta)
  const notifier = await startNotifier({ config, log, onEnded: () => t.fail('it ended') })
  t.teardown(() => notifier.stop())
  const ids: number[] = []
  for (const [task, , payload] of BAD) ids.push(await addJob(bench, task, payload))
  const jobs = await eventually(
    () => jobsOf(bench),
    (jobs) => jobs.length === BAD.length && jobs.every((job) => job.attempts === job.max_attempts),
  )
  for (const [position, [task, title, , words]] of BAD.entries()) {
    const job = jobs.find(({ id }) => id === ids[position])
    t.match(job?.last_error, words, `${task}: ${title}`)
    t.equal(job?.locked_at, null)
    const failures = lines.filter((line) => line.includes(`Failed task ${ids[position]} `))
    t.equal(failures.length, 1, `${task}: ${title} was tried once`)
  }
  t.notMatch(lines.join(''), /9876543210/, 'no number in the log')
  t.same(await bench.db.selectFrom('outbox').select('id').execute(), [])
})

test('registrations.process_reminders: the task name of the Celery application, it reminds as send_reminders does', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  const lines: string[] = []
  const log = createLogger({
    service: 'notifier',
    level: 'info',
    destination: { write: (line: string) => void lines.push(line) },
  })
  const notifier = await startNotifier({
    config: configFor(bench, meta),
    log,
    onEnded: () => t.fail('it ended'),
  })
  t.teardown(() => notifier.stop())
  await sql`select graphile_worker.add_job('registrations.process_reminders')`.execute(bench.db)
  await eventually(
    () => jobsOf(bench),
    (jobs) => jobs.length === 0,
  )
  t.match(lines.join(''), 'Reminders published by an operator')
})

test('send_reminders: without a payload, and as a dry run for another date, the jobs succeed', async (t) => {
  const bench = await openBench(t)
  const meta = await startMeta(t)
  await startNotifierFor(t, bench, meta)
  await sql`select graphile_worker.add_job('send_reminders')`.execute(bench.db)
  await addJob(bench, 'send_reminders', { date: '2031-03-15', dry_run: true }) // any date in a dry run
  await eventually(
    () => jobsOf(bench),
    (jobs) => jobs.length === 0,
  )
  t.pass('the jobs are gone')
})

async function addJob({ db }: Bench, task: string, payload: unknown): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json)`.execute(db)
  const [job] = rows
  if (!job) throw new Error('add_job returned no job.')
  return job.id
}

async function jobsOf({ db }: Bench) {
  const { rows } = await sql<{
    id: number
    attempts: number
    max_attempts: number
    last_error: string | null
    locked_at: unknown
  }>`
    select id, attempts, max_attempts, last_error, locked_at from graphile_worker.jobs
    where task_identifier like 'send_%' or task_identifier like 'registrations.%'`.execute(db)
  return rows
}
