import { globSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { startTestCluster } from './cluster.ts'
import { runProgram } from './run-program.ts'
import { type Counts, countAssertions } from './tap-counts.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

const CHECKS = [
  { title: 'type check', name: 'tsc', args: ['--build'] },
  { title: 'lint', name: 'oxlint', args: ['--type-aware'] },
  { title: 'format', name: 'oxfmt', args: ['--check'] },
] as const

/** Most tests wait for other processes: twice as many files as processors keep the processors busy. */
const JOBS = 2 * availableParallelism()

/** Lines of a passed assertion, a plan or a heading, which are not printed. A skipped test prints its reason. */
const ROUTINE = /^\s*$|^\s+ok (?!.*# (SKIP|TODO))|^\s*# Subtest|^\s+1\.\.|^\s+# time/

const paths = process.argv.slice(2).filter((argument) => argument !== '--')
const files = paths.flatMap(testFiles)
const checks = paths.length > 0 ? [] : CHECKS
const failedChecks = await runChecks()
const assertions = await runTests()
for (const title of failedChecks) console.log(`not ok - ${title}`)
if (assertions.skipped > 0) console.log(`${assertions.skipped} skipped`)
const failed = assertions.failed + failedChecks.length
console.log(`${assertions.passed + checks.length - failedChecks.length} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** The test files of a folder, or the file itself. */
function testFiles(path: string): string[] {
  const isFolder = statSync(join(ROOT, path), { throwIfNoEntry: false })?.isDirectory() === true
  const found = globSync(isFolder ? join(path, '**', '*.test.ts') : path, { cwd: ROOT })
  if (found.length > 0) return found
  console.log(`There is no test file in ${path}.\n0 passed, 1 failed`)
  process.exit(1)
}

async function runChecks(): Promise<string[]> {
  const failed: string[] = []
  for (const check of checks) {
    console.log(`# ${check.title}`)
    if ((await runProgram({ root: ROOT, ...check })) !== 0) failed.push(check.title)
  }
  return failed
}

async function runTests(): Promise<Counts> {
  const cluster = await startTestCluster()
  let summary = ''
  const onLine = (line: string): void => {
    if (!ROUTINE.test(line)) console.log(line)
    if (line.startsWith('# { total: ')) summary = line
  }
  try {
    const args = ['run', `--jobs=${JOBS}`, '--reporter=tap', ...files]
    const exitCode = await runProgram({ root: ROOT, name: 'tap', args, env: cluster.env, onLine })
    const counts = countAssertions(summary)
    // Not 0 with no failed assertion: the run was interrupted.
    return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } finally {
    await cluster.stop()
  }
}
