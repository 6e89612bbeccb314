import { join } from 'node:path'
import { startTestCluster } from './cluster.ts'
import { noteRun } from './overlap.ts'
import { runProgram } from './run-program.ts'
import type { Counts } from './tap-counts.ts'
import { runTap } from './tap-run.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

const CHECKS = [
  { title: 'type check', name: 'tsc', args: ['--build'] },
  { title: 'lint', name: 'oxlint', args: ['--type-aware'] },
  { title: 'format', name: 'oxfmt', args: ['--check'] },
] as const

const paths = process.argv.slice(2).filter((argument) => argument !== '--')
const failedChecks = paths.length > 0 ? [] : await runChecks()
const checks = paths.length > 0 ? 0 : CHECKS.length
const assertions = await runTests(paths)
for (const title of failedChecks) console.log(`not ok - ${title}`)
if (assertions.skipped > 0) console.log(`${assertions.skipped} skipped`)
const passed = assertions.passed + checks - failedChecks.length
const failed = assertions.failed + failedChecks.length
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function runChecks(): Promise<string[]> {
  const failed: string[] = []
  for (const check of CHECKS) {
    console.log(`# ${check.title}`)
    if ((await runProgram({ root: ROOT, ...check })) !== 0) failed.push(check.title)
  }
  return failed
}

async function runTests(paths: readonly string[]): Promise<Counts> {
  const cluster = await startTestCluster()
  // Coverage of a part says nothing about the whole.
  const args =
    paths.length > 0
      ? ['--disable-coverage', '--allow-empty-coverage', '--coverage-report=none', ...paths]
      : []
  const isOverlapped = await noteRun(ROOT)
  try {
    const run = await runTap({ root: ROOT, args, env: cluster.env })
    if (run.failed > 0 || run.exitCode === 0) return run
    if (run.passed === 0 || !(await isOverlapped())) return { ...run, failed: 1 }
    console.log('Coverage is not judged: another run of the tests overlapped this one.')
    return run
  } finally {
    await cluster.stop()
  }
}
