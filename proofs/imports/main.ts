/** `pnpm measure-imports`: imports files of many rows into a fresh database, and prints the time and the memory of each. */
import { createTestDatabase } from '@dutybell/testing/cluster'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { readCount, readOptions } from '../src/read-options.ts'
import { runProof } from '../src/report.ts'

const USAGE = `pnpm measure-imports [ROWS]

Imports ROWS registrations (10000), as many duty assignments of a quarter of these people, and a duty of each of these on
one night, each first as a dry run, then with messages, then again, with \`pnpm import-csv\` on a throw-away database
without statistics.

Exit codes: 0 each took less than 20 s and less than 150 MB, 1 one did not, 2 called wrongly.`

const MOST_SECONDS = 20
const MOST_BYTES = 150_000_000
const ROOT = join(import.meta.dirname, '..', '..')
const SCRIPT = /"import-csv": "node ([^"]+)"/
const TELL_MEMORY =
  'data:text/javascript,process.on("exit", () => console.log("peak " + process.resourceUsage().maxRSS + " KiB"))'
const FIRST_DAY = Temporal.Now.plainDateISO().add({ days: 30 })

const NIGHT = FIRST_DAY.add({ days: 60 })

const { positional } = readOptions(USAGE, {}, 1)
const rows = readCount(USAGE, 'ROWS', positional[0] ?? '10000')
const volunteers = Math.ceil(rows / 4)

await runProof(async (report, scope) => {
  const { url } = await createTestDatabase(scope)
  const folder = await mkdtemp(join(tmpdir(), 'imports-'))
  scope.teardown(() => rm(folder, { recursive: true }))
  const files = [
    { name: 'people', kind: 'registrations', text: people() },
    { name: 'season', kind: 'duty-assignments', text: season() },
    { name: 'night', kind: 'duty-assignments', text: night() },
  ]
  const script = SCRIPT.exec(await readFile(join(ROOT, 'package.json'), 'utf8'))
  const command = script?.[1]?.split(' ') ?? []
  for (const { name, kind, text } of files) {
    const file = join(folder, `${name}.csv`)
    await writeFile(file, text)
    for (const options of [['--dry-run'], ['--notify', 'now'], ['--notify', 'now']]) {
      const { seconds, bytes, counts } = await measure(url, [...command, kind, file, ...options])
      const line = `${name} ${options.join(' ')}: ${seconds.toFixed(1)} s, ${(bytes / 1e6).toFixed(0)} MB; ${counts}`
      report.check(line, seconds < MOST_SECONDS && bytes < MOST_BYTES ? null : 'too slow or too large')
    }
  }
})

function people(): string {
  const lines = Array.from(
    { length: rows },
    (_, index) => `Volunteer ${index},+91 ${98_000_00000 + index},volunteer${index}@example.org`,
  )
  return ['Name,Mobile,E-mail', ...lines].join('\n')
}

function season(): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const date = FIRST_DAY.add({ days: (index % 30) + Math.floor(index / volunteers) })
    return `+91 ${98_000_00000 + (index % volunteers)},${date.toString()},Duty ${index % 10}`
  })
  return ['Mobile,Date,Duty', ...lines].join('\n')
}

function night(): string {
  const lines = Array.from(
    { length: volunteers },
    (_, index) => `+91 ${98_000_00000 + index},${NIGHT.toString()},Duty ${index % 10}`,
  )
  return ['Mobile,Date,Duty', ...lines].join('\n')
}

async function measure(url: string, args: readonly string[]) {
  const started = performance.now()
  const child = spawn(process.execPath, ['--import', TELL_MEMORY, ...args], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const out = await text(child.stdout)
  const seconds = (performance.now() - started) / 1_000
  const counts = /^.*\d+ rows, .*$/m.exec(out)?.[0]
  if (counts === undefined) return { seconds, bytes: Infinity, counts: `failed: ${out.slice(0, 200)}` }
  return { seconds, bytes: Number(/^peak (\d+) KiB$/m.exec(out)?.[1] ?? Infinity) * 1_024, counts }
}
