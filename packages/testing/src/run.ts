import { globSync, readFileSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { startTestCluster } from './cluster.ts'
import { runProgram } from './run-program.ts'
import { readTap, type TapResult } from './tap-output.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

const CHECKS = [
  { title: 'type check', name: 'tsc', args: ['--build'] },
  { title: 'lint', name: 'oxlint', args: ['--type-aware'] },
  { title: 'replaced words', name: 'node', args: ['ci/names.ts'] },
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
const tests = await runTests()
for (const title of failedChecks) console.log(`not ok - ${title}`)
for (const name of tests.unlisted)
  console.log(`not ok - skipped, and not listed in ci/allowed-skips.txt: ${name}`)
const failed = tests.failed + tests.unlisted.length + failedChecks.length
console.log(`${tests.passed + checks.length - failedChecks.length} passed, ${failed} failed`)
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

async function runTests(): Promise<TapResult> {
  const cluster = await startTestCluster()
  const lines: string[] = []
  const onLine = (line: string): void => {
    if (!ROUTINE.test(line)) console.log(line)
    lines.push(line)
  }
  try {
    const args = ['run', `--jobs=${JOBS}`, '--reporter=tap', ...files]
    const exitCode = await runProgram({ root: ROOT, name: 'tap', args, env: cluster.env, onLine })
    const result = readTap(lines, allowedSkips())
    // Not 0 with no failed assertion: the run was interrupted.
    return exitCode !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result
  } finally {
    await cluster.stop()
  }
}

function allowedSkips(): readonly string[] {
  const list = readFileSync(join(ROOT, 'ci', 'allowed-skips.txt'), 'utf8')
  return list.split('\n').filter((line) => !/^\s*(#|$)/.test(line))
}
