import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'
import { type Counts, countAssertions } from './tap-counts.ts'

type TapRun = { root: string; args: readonly string[]; env: NodeJS.ProcessEnv }

/** Not 0 with nothing failed: it broke off, or the coverage is below its floor. */
export type TapResult = Counts & { exitCode: number }

/** A passed assertion, a plan, a heading: what a log needs not tell. A skipped test tells its reason. */
const ROUTINE = /^\s*$|^\s+ok (?!.*# (SKIP|TODO))|^\s*# Subtest|^\s+1\.\.|^\s+# time/

/** Most tests wait for what they have set going: twice as many files as there are processors keep those busy. */
const JOBS = `--jobs=${2 * availableParallelism()}`

/** tap with its own display on a terminal; elsewhere one line per file, and everything about what failed. */
export async function runTap(run: TapRun): Promise<TapResult> {
  return process.stdout.isTTY ? onTerminal(run) : inLog(run)
}

async function onTerminal({ root, args, env }: TapRun): Promise<TapResult> {
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-tap-'))
  try {
    const file = join(folder, 'run.tap')
    const exitCode = await runProgram({
      root,
      name: 'tap',
      args: ['run', JOBS, `--output-file=${file}`, ...args],
      env,
    })
    return { ...countAssertions(await readFile(file, 'utf8').catch(() => '')), exitCode }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function inLog({ root, args, env }: TapRun): Promise<TapResult> {
  let summary = ''
  const onLine = (line: string): void => {
    if (!ROUTINE.test(line)) console.log(line)
    if (line.startsWith('# { total: ')) summary = line
  }
  const exitCode = await runProgram({
    root,
    name: 'tap',
    args: ['run', JOBS, '--reporter=tap', ...args],
    env,
    onLine,
  })
  return { ...countAssertions(summary), exitCode }
}
