/**
 * Runs the checks and the test files, some files of one package in a process; with paths only the test files there.
 * `tap run` is not used: its module hooks in every test process and service cost a third of the processor time.
 */
import { globSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { startTestCluster } from './cluster.ts'
import { runProgram } from './run-program.ts'
import { allowedSkips, isRoutine, readTap } from './tap-output.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

const TESTS = ['packages/*', 'services/*', 'proofs/*', 'bench'].map((room) => `${room}/test/**/*.test.ts`)

const CHECKS = [
  { title: 'type check', name: 'tsc', args: ['--build'] },
  { title: 'lint', name: 'oxlint', args: ['--type-aware'] },
  { title: 'replaced words', name: 'node', args: ['ci/names.ts'] },
  { title: 'sources of the schema', name: 'node', args: ['ci/schema-sources.ts'] },
  { title: 'lines of the pages', name: 'node', args: ['ci/wrap-docs.ts'] },
  { title: 'generated parts of the pages', name: 'node', args: ['ci/write-docs.ts'] },
  { title: 'format', name: 'oxfmt', args: ['--check'] },
] as const

/** Most tests wait for other processes: twice as many files as processors keep the processors busy. */
const JOBS = 2 * availableParallelism()

/**
 * Half of the jobs begin with these, the longest first: a long file that starts last keeps one processor busy and the
 * others idle, and all of them at once would make each other slow.
 */
const LONG_FILES =
  'start operating parts containers main planted-defects stopped health channel-pause killed start-local-postgres'.split(
    ' ',
  )

/** Each process costs 1 to 2 s of processor time to start, import and clone a database. A few files need several processes. */
const MAX_FILES_PER_PROCESS = 12
const PROCESSES_PER_JOB = 2 // at least: the files of one process take longer than those of another

const TEST_TIMEOUT_S = 450 // for all tests of a process
/** A process that does not end on its own once its tests timed out. */
const PROCESS_TIMEOUT_MS = (TEST_TIMEOUT_S + 15) * 1_000

const paths = process.argv.slice(2).filter((argument) => argument !== '--')
const skip_list = readFileSync(join(ROOT, 'ci', 'allowed-skips.txt'), 'utf8')
const allowed_skips = allowedSkips(skip_list, process.platform)
let passed = 0
let failed = 0
let is_interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (is_interrupted = true))

const files = paths.length > 0 ? paths.flatMap(testFiles) : globSync(TESTS, { cwd: ROOT })
const cluster = startTestCluster() // the checks begin meanwhile
const env = {
  TAP_TIMEOUT: String(TEST_TIMEOUT_S),
  NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'node-compile'),
}
try {
  const checks = paths.length > 0 ? [] : CHECKS.map((check) => () => runCheck(check))
  const length = (file: string): number => LONG_FILES.indexOf(basename(file, '.test.ts'))
  const long = files.filter((file) => length(file) >= 0).toSorted((a, b) => length(a) - length(b))
  const others = inGroups(files.filter((file) => length(file) < 0))
  const queues = [
    [...checks, ...others.map((group) => () => runFiles(group))].values(),
    long.map((file) => () => runFiles([file])).values(),
  ] as const
  await Promise.all(
    Array.from({ length: JOBS }, (_, job) => work(job % 2 === 0 ? queues : queues.toReversed())),
  )
} finally {
  await (await cluster).stop()
}
if (is_interrupted) failed += 1
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** Runs what is left of each queue, which the jobs share. */
async function work(queues: readonly Iterable<() => Promise<void>>[]): Promise<void> {
  for (const queue of queues) {
    for (const task of queue) {
      if (is_interrupted) return
      await task()
    }
  }
}

/** The test files of a folder, or the file itself. */
function testFiles(path: string): string[] {
  const is_folder = statSync(join(ROOT, path), { throwIfNoEntry: false })?.isDirectory() === true
  const found = globSync(is_folder ? join(path, '**', '*.test.ts') : path, { cwd: ROOT })
  if (found.length > 0) return found
  console.log(`There is no test file in ${path}.\n0 passed, 1 failed`)
  process.exit(1)
}

async function runCheck({ title, name, args }: (typeof CHECKS)[number]): Promise<void> {
  const { code, lines } = await runProgram({ root: ROOT, name, args })
  report(title, code === 0, code === 0 ? [] : lines)
  if (code === 0) passed += 1
  else failed += 1
}

/**
 * Files that run in one process: of one package, as they import alike; neighbours, which take equally long, in different
 * ones. The groups with most to read come first, and small ones fill the end.
 */
function inGroups(paths: readonly string[]): string[][] {
  const rooms = Map.groupBy(paths.toSorted(), (path) => path.split('/test/')[0])
  const most = Math.min(MAX_FILES_PER_PROCESS, Math.ceil(paths.length / (JOBS * PROCESSES_PER_JOB)))
  const groups = [...rooms.values()].flatMap((room) => {
    const count = Math.ceil(room.length / most)
    return Array.from({ length: count }, (_, group) => room.filter((_, at) => at % count === group))
  })
  return groups.toSorted((a, b) => bytesOf(b) - bytesOf(a))
}

function bytesOf(paths: readonly string[]): number {
  return paths.reduce((bytes, path) => bytes + statSync(join(ROOT, path)).size, 0)
}

async function runFiles(group: readonly string[]): Promise<void> {
  const { env: cluster_env } = await cluster
  const started = performance.now()
  const { code, lines } = await runProgram({
    root: ROOT,
    name: 'node',
    args: ['packages/testing/src/run-files.ts', ...group],
    env: { ...env, ...cluster_env },
    timeout_ms: PROCESS_TIMEOUT_MS,
  })
  const result = readTap(lines, allowed_skips)
  // No failed assertion but another exit code: the process was killed or did not end.
  const is_broken = result.total === 0 || (code !== 0 && result.failed === 0)
  const broken = is_broken ? [`broke off with exit code ${code}`] : []
  const skips = result.unlisted.map((name) => `skipped, and not listed in ci/allowed-skips.txt: ${name}`)
  const problems = [...broken, ...skips]
  passed += result.passed
  failed += result.failed + problems.length
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  report(`${group.join(' ')} (${seconds} s)`, result.failed + problems.length === 0, [
    ...lines.filter((line) => !isRoutine(line)),
    ...problems,
  ])
}

function report(name: string, is_ok: boolean, details: readonly string[]): void {
  console.log([`${is_ok ? 'ok' : 'not ok'} - ${name}`, ...details].join('\n'))
}
