import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isAlive } from '@dutybell/local-postgres/postmaster'
import { findRunningPostgres } from '@dutybell/local-postgres/existing-database'
import { createEmptyDatabase } from '@dutybell/testing/cluster'
import { runPage } from '@dutybell/testing/run-page'
import { Client } from 'pg'
import { type Test, test } from 'tap'
import { pauseUrdu, type Running, tellInUrdu } from './fixtures/serve-two-languages.ts'
import { descendants, makeDataDir, runStart, type StartProcess, TIME_ZONE } from './fixtures/start-process.ts'

const run = promisify(execFile)
const TOO_LONG_MS = 10_000
const MAX_WAIT_MS = 60_000 // of a busy machine
const linuxOnly = {
  skip: process.platform === 'linux' ? false : 'the children of a process are read from /proc',
}

test('start: DATABASE_URL of an older layout, it is refused, and there is no embedded database', async (t) => {
  const { url } = await createEmptyDatabase(t)
  await query(url, 'create table kysely_migration (name text)')
  const dataDir = await makeDataDir(t)
  const start = runStart(t, { DATA_DIR: dataDir, DATABASE_URL: url })
  t.equal(await start.ended, 1)
  t.match(start.lines.at(-1), /before 0\.1\.0.*`pnpm start --fresh`/)
  t.strictSame(await readdir(dataDir), [])
})

test(
  'start: on an embedded database, through a kill, --fresh and the end of a service',
  linuxOnly,
  async (t) => {
    const dataDir = await makeDataDir(t)
    const shell = { PGSSLMODE: 'require', PGOPTIONS: '-c search_path=elsewhere' }
    const languages = { META_WA_TEMPLATE_LANGUAGE: 'en,ur' }
    const first = runStart(t, { ...shell, ...languages, DATA_DIR: dataDir, METRICS_ADDRESS: '127.0.0.1:0' })
    await first.line((line) => line === 'ready')
    await pasteCommands(t, first)
    const preflight = await fetch(`${urlIn(first.lines, 'API')}/v1/registrations`, {
      method: 'OPTIONS',
      headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' },
    })
    t.equal(preflight.headers.get('access-control-allow-origin'), 'http://localhost:5173')
    const metrics = first.lines.flatMap(
      (line) => /Listening at (http:\/\/127\.0\.0\.1:\d+\/metrics)/.exec(line)?.[1] ?? [],
    )
    t.equal(new Set(metrics).size, 2)
    for (const url of metrics) t.match(await (await fetch(url)).text(), /^dutybell_info\{/m)
    await speakUrdu(t, first, (await findRunningPostgres(dataDir)) ?? '')
    const addresses = {
      DUTYBELL: urlIn(first.lines, 'API'),
      SIMULATOR: urlIn(first.lines, 'Messages'),
      KEY: keyLine(first)?.trim().split(/\s+/).at(-1),
    }
    await runPage(t, 'README.md', addresses, { 'Asia/Kolkata': TIME_ZONE })
    const services = await servicesOf(first.pid)
    first.signal('SIGKILL')
    // Their database runs for some seconds more, so they stop at once.
    await until(async () => !services.some(isAlive), 'the end of the services')

    const second = runStart(t, { DATA_DIR: dataDir })
    await second.line((line) => line === 'ready')
    t.equal(keyLine(second), keyLine(first), 'the key is kept')
    const names = await query(await findRunningPostgres(dataDir), 'select full_name from registrations')
    t.match(names, [{ full_name: 'Ahmed Ali' }])
    await stopByInterrupt(t, second)

    const fresh = runStart(t, { DATA_DIR: dataDir }, ['--fresh'])
    await fresh.line((line) => line === 'ready')
    t.match(fresh.lines.join('\n'), /^The embedded database was moved to .*postgres-\d{4}-/m)
    t.equal((await readdir(dataDir)).filter((name) => name.startsWith('postgres-')).length, 1)
    t.strictSame(await query(await findRunningPostgres(dataDir), 'select from registrations'), [])
    const processes = await descendants(fresh.pid)
    process.kill(await pidOf(processes, 'services/notifier/src/main.ts'), 'SIGKILL')
    t.equal(await fresh.ended, 1)
    t.match(fresh.lines.at(-1), /^The notifier ended by SIGKILL/)
    t.strictSame(processes.filter(isAlive), [], 'the other processes are stopped')
  },
)

test('start --demo: fills an empty database with messages in every state, and refuses one that is not empty', async (t) => {
  const { url } = await createEmptyDatabase(t)
  const env = { DATABASE_URL: url, DATA_DIR: await makeDataDir(t) }
  const demo = runStart(t, env, ['--demo'])
  await demo.line((line) => line === 'ready')
  const kinds = '{accepted,cancelled,delivered,expired,failed,held,in_doubt,pending,read,sending,sent}'
  const counted = await query(
    url,
    `select array(select unnest('${kinds}'::text[]) except select state::text from deliveries) as missing,
      array(select distinct reason from deliveries where state = 'held' order by reason) as held,
      (select count(*)::integer from inbound_messages) as written,
      (select count(*) > 0 from duty_assignments where allotment = 'waiting') as has_drafts,
      (select count(*)::integer from owed_corrections('${dateIn(0)}', '${dateIn(30)}', now())) as owed`,
  )
  t.match(counted, [
    { missing: [], held: ['number_changed', 'template'], written: 5, has_drafts: true, owed: 2 },
  ])
  await stopByInterrupt(t, demo)

  const again = runStart(t, env, ['--demo'])
  t.equal(await again.ended, 1)
  t.match(
    again.lines.at(-1),
    /^--demo fills an empty database, and this one has 30 registrations, 4 duty times/,
  )
  const real = runStart(t, { ...env, SMTP_URL: 'smtp://mail.example.org' }, ['--demo'])
  t.equal(await real.ended, 2)
  t.match(real.lines.at(-1), /^--demo sends to the simulator only/)
})

test('start: three errors in the configuration, three lines and exit code 1', async (t) => {
  const start = runStart(t, { PORT: 'x', TIME_ZONE: 'Mars', SMTP_URL: 'http://mail' })
  t.equal(await start.ended, 1)
  t.equal(start.lines.length, 3)
  t.match(start.lines.join('\n'), /^PORT .*\nTIME_ZONE .*\nSMTP_URL /)
})

function dateIn(days: number): string {
  return Temporal.Now.plainDateISO(TIME_ZONE).add({ days }).toString()
}

async function pasteCommands(t: Test, start: StartProcess): Promise<void> {
  const pasted = commandsIn(start.lines)
  t.equal(pasted.length, 3)
  const { stdout } = await run('sh', ['-c', pasted.join('\n')])
  t.match(stdout, /"status":"assigned"/)
  t.match(stdout, /"published":\[\{/)
  const simulator = urlIn(start.lines, 'Messages')
  await until(async () => (await count(`${simulator}/_control/messages`)) === 3, 'three WhatsApp messages')
  await until(async () => (await count(`${simulator}/_control/mails`)) === 3, 'three e-mails')
}

const URDU_SUBJECTS = [
  'آپ کا اندراج موصول ہو گیا ہے',
  'آپ کی ڈیوٹی لگائی گئی ہے',
  'یاد دہانی: کل آپ کی ڈیوٹی ہے',
  'آپ کی ڈیوٹی تبدیل ہو گئی ہے',
  'آپ کی ڈیوٹی منسوخ کر دی گئی ہے',
]

/** On both channels, and a translation that is held holds only itself. */
async function speakUrdu(t: Test, start: StartProcess, database_url: string): Promise<void> {
  const running: Running = {
    api: urlIn(start.lines, 'API'),
    simulator: urlIn(start.lines, 'Messages'),
    admin_key: keyLine(start)?.trim().split(/\s+/).at(-1) ?? '',
    date: dateIn(1),
    query: (statement) => query(database_url, statement),
  }
  const { messages, mails } = await tellInUrdu(running)
  t.same(
    messages.map(({ template, language }) => [template, language]),
    [
      'registration_received',
      'duty_allotment_confirmed',
      'duty_reminder_tomorrow',
      'duty_changed',
      'duty_cancelled',
    ].map((name) => [name, 'ur']),
  )
  t.same(
    mails.map(({ subject }) => subject),
    URDU_SUBJECTS,
  )
  for (const [place, mail] of mails.entries()) {
    t.match(mail, { html: /<html lang="ur" dir="rtl">/, text: messages[place]?.text ?? undefined })
  }
  t.same(await pauseUrdu(running), { paused: ['en'], approved: ['ur', 'en'] })
}

async function query(url: string | undefined, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** A terminal sends Ctrl-C to the whole process group, so that `start` may get it twice. */
async function stopByInterrupt(t: Test, start: StartProcess): Promise<void> {
  const pids = await descendants(start.pid)
  t.ok(pids.length >= 3, 'API, notifier and simulator are children')
  const began = performance.now()
  start.signal('SIGINT')
  start.signal('SIGINT')
  t.equal(await start.ended, 0)
  t.ok(performance.now() - began < TOO_LONG_MS)
  t.same(pids.filter(isAlive), [], 'no process is left')
}

function keyLine({ lines }: StartProcess): string | undefined {
  return lines.find((line) => line.includes('Admin key'))
}

/** The paragraphs of what was printed that are commands. */
function commandsIn(lines: readonly string[]): string[] {
  const text = lines.filter((line) => !line.startsWith('{')).join('\n')
  return text.split('\n\n').filter((paragraph) => /^(REGISTRATION_ID=\$\()?curl /.test(paragraph))
}

function urlIn(lines: readonly string[], title: string): string {
  return /http\S+/.exec(lines.find((line) => line.trimStart().startsWith(title)) ?? '')?.[0] ?? ''
}

async function count(url: string): Promise<number> {
  const body: unknown = await (await fetch(url)).json()
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : body
  return Array.isArray(items) ? items.length : -1
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + MAX_WAIT_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not within ${MAX_WAIT_MS} ms: ${what}.`)
    await sleep(50)
  }
}

/** API, notifier and simulator; the other children are the processes of the embedded database. */
async function servicesOf(pid: number): Promise<number[]> {
  const pids = await descendants(pid)
  return Promise.all(
    ['services/api', 'services/notifier', 'packages/simulator'].map((name) => pidOf(pids, name)),
  )
}

async function pidOf(pids: readonly number[], program: string): Promise<number> {
  for (const pid of pids) {
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(program)) return pid
  }
  throw new Error(`No process runs ${program}.`)
}
