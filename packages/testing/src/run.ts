import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestCluster } from './cluster.ts'
import { runProgram } from './run-program.ts'
import { type Counts, countAssertions } from './tap-counts.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

const CHECKS = [
  { name: 'type check', program: 'tsc', args: ['--build'] },
  { name: 'lint', program: 'oxlint', args: ['--type-aware'] },
  { name: 'format', program: 'oxfmt', args: ['--check'] },
] as const

const paths = process.argv.slice(2).filter((argument) => argument !== '--')
const failedChecks = paths.length > 0 ? [] : await runChecks()
const checks = paths.length > 0 ? 0 : CHECKS.length
const assertions = await runTap(paths)
for (const name of failedChecks) console.log(`not ok: ${name}`)
if (assertions.skipped > 0) console.log(`${assertions.skipped} skipped`)
const passed = assertions.passed + checks - failedChecks.length
const failed = assertions.failed + failedChecks.length
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

async function runChecks(): Promise<string[]> {
  const failed: string[] = []
  for (const check of CHECKS) {
    console.log(`# ${check.name}`)
    if ((await runProgram(ROOT, check.program, check.args)) !== 0) failed.push(check.name)
  }
  return failed
}

async function runTap(paths: readonly string[]): Promise<Counts> {
  const output = await mkdtemp(join(tmpdir(), 'dutybell-tap-'))
  const cluster = await startTestCluster()
  try {
    const file = join(output, 'run.tap')
    // Coverage of a part says nothing about the whole.
    const args = paths.length > 0 ? ['--disable-coverage', '--allow-empty-coverage', ...paths] : []
    const code = await runProgram(ROOT, 'tap', ['run', `--output-file=${file}`, ...args], cluster.env)
    return countAssertions(await readFile(file, 'utf8').catch(() => ''), code)
  } finally {
    await cluster.stop()
    await rm(output, { recursive: true, force: true })
  }
}
