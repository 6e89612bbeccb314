import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isAlive } from '@dutybell/local-postgres/postmaster'
import { findRunningPostgres } from '@dutybell/local-postgres/existing-database'
import { createTestDatabase } from '@dutybell/testing/cluster'
import { Client } from 'pg'
import { type Test, test } from 'tap'
import { descendants, makeDataDir, runStart, type StartProcess } from './fixtures/start-process.ts'

const run = promisify(execFile)
const TOO_LONG_MS = 10_000
const ORPHAN_MS = 30_000 // a service whose starter was killed waits 9.5 s for a database that is gone, then exits
const linuxOnly = {
  skip: process.platform === 'linux' ? false : 'only Linux tells the children of a process',
}

test(
  'start: on the database of DATABASE_URL, the printed commands send three messages on both channels',
  linuxOnly,
  async (t) => {
    const { url } = await createTestDatabase(t)
    const start = runStart(t, { DATA_DIR: await makeDataDir(t), DATABASE_URL: url })
    await start.line((line) => line === 'ready')
    await pasteCommands(t, start)
    await stopByInterrupt(t, start)
  },
)

test('start: on an embedded database, through a kill, an older layout and --fresh', linuxOnly, async (t) => {
  const dataDir = await makeDataDir(t)
  const first = runStart(t, { DATA_DIR: dataDir })
  await first.line((line) => line === 'ready')
  await pasteCommands(t, first)
  const pids = await descendants(first.pid)
  first.signal('SIGKILL')
  await first.ended

  const second = runStart(t, { DATA_DIR: dataDir })
  await second.line((line) => line === 'ready')
  t.equal(keyLine(second), keyLine(first), 'the key is kept')
  const gone = await Promise.all(pids.map((pid) => isGoneWithin(pid, ORPHAN_MS)))
  t.ok(gone.every(Boolean), 'the services of the killed start ended by themselves')
  const client = new Client({ connectionString: await findRunningPostgres(dataDir) })
  await client.connect()
  t.match((await client.query('select full_name from registrations')).rows, [{ full_name: 'Ahmed Ali' }])
  await client.query('create table kysely_migration (name text)')
  await client.end()
  await stopByInterrupt(t, second)

  const refused = runStart(t, { DATA_DIR: dataDir })
  t.equal(await refused.ended, 1)
  t.match(refused.lines.at(-1), /before 0\.1\.0.*`pnpm start --fresh`/)

  const fresh = runStart(t, { DATA_DIR: dataDir }, ['--fresh'])
  await fresh.line((line) => line === 'ready')
  t.match(fresh.lines.join('\n'), /^The embedded database was moved to .*postgres-\d{4}-/m)
  t.equal((await readdir(dataDir)).filter((name) => name.startsWith('postgres-')).length, 1)

  const services = await descendants(fresh.pid)
  process.kill(await pidOf(services, 'services/notifier/src/main.ts'), 'SIGKILL')
  t.equal(await fresh.ended, 1)
  t.match(fresh.lines.at(-1), /^The notifier ended by SIGKILL/)
  t.strictSame(services.filter(isAlive), [], 'the other services are stopped')
})

test('start: three mistakes in the configuration, three lines and exit code 1', async (t) => {
  const start = runStart(t, { PORT: 'x', TIME_ZONE: 'Mars', SMTP_URL: 'http://mail' })
  t.equal(await start.ended, 1)
  t.equal(start.lines.length, 3)
  t.match(start.lines.join('\n'), /^PORT .*\nTIME_ZONE .*\nSMTP_URL /)
})

test('start: a port is taken, it says which and by whom it is wanted', async (t) => {
  const squatter = createServer().listen(0, '127.0.0.1')
  t.teardown(() => squatter.close())
  await once(squatter, 'listening')
  const address = squatter.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  const start = runStart(t, { NOTIFIER_PORT: port, DATA_DIR: await makeDataDir(t) })
  t.equal(await start.ended, 1)
  t.match(start.lines, [new RegExp(`^Port ${port} \\(NOTIFIER_PORT, for the notifier\\) is taken`)])
})

test('start: the database of DATABASE_URL is away, it says so without the password', async (t) => {
  const start = runStart(t, {
    DATABASE_URL: 'postgres://me:hidden@127.0.0.1:1/none',
    DATA_DIR: await makeDataDir(t),
  })
  t.equal(await start.ended, 1)
  t.match(start.lines, [
    /^The database 127\.0\.0\.1:1\/none \(DATABASE_URL\) cannot be reached: .*ECONNREFUSED/,
  ])
  t.notMatch(start.lines.join(), /hidden/)
})

test('start: the data folder is a file, a sentence and exit code 1', async (t) => {
  const dataDir = join(await makeDataDir(t), 'file')
  await writeFile(dataDir, '')
  const start = runStart(t, { DATA_DIR: dataDir })
  t.equal(await start.ended, 1)
  t.match(start.lines, [/DATA_DIR/])
})

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
  const deadline = performance.now() + TOO_LONG_MS
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not within ${TOO_LONG_MS} ms: ${what}.`)
    await sleep(50)
  }
}

async function pidOf(pids: readonly number[], program: string): Promise<number> {
  for (const pid of pids) {
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(program)) return pid
  }
  throw new Error(`No process runs ${program}.`)
}

async function isGoneWithin(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds
  while (isAlive(pid) && performance.now() < deadline) await sleep(25)
  return !isAlive(pid)
}
