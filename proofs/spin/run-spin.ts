import { execFile, type ExecFileException } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { ModelCase } from './cases.ts'

export interface SpinResult {
  /** The broken property, from the comment of its assertion, else spin's message; null: all hold. */
  readonly broken: string | null
  readonly states: number
  readonly memory_mb: number
  readonly seconds: number
}

const MEMORY_MB = 2_000
const DEEPEST = 1_000_000 // steps; no run of the model comes near

/** The first required program that is not installed; null: all are. */
export async function findMissing(): Promise<string | null> {
  for (const [name, version] of [
    ['spin', '-V'],
    ['cc', '--version'],
  ] as const) {
    if ((await run(tmpdir(), name, [version])).error?.code === 'ENOENT') return name
  }
  return null
}

/**
 * Checks one case exhaustively.
 *
 * @throws {Error} where spin or the compiler fails, or the search is not complete
 */
export async function runSpin(
  model: string,
  { defines, breaks, looks_for_cycles, is_large }: ModelCase,
): Promise<SpinResult> {
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-model-'))
  try {
    const source = [...defines.map((define) => `-D${define}`), model]
    await succeed(folder, 'spin', ['-a', ...source])
    // A variant breaks after few states: compiling takes longer than checking.
    const optimisation = is_large ? '-O2' : breaks === null ? '-O1' : '-O0'
    const kind = looks_for_cycles ? '-DNP' : '-DSAFETY'
    await succeed(folder, 'cc', [
      '-w',
      optimisation,
      kind,
      '-DNOFAIR',
      `-DMEMLIM=${MEMORY_MB}`,
      '-o',
      'pan',
      'pan.c',
    ])
    const mode = looks_for_cycles ? ['-l'] : []
    const output = await succeed(folder, './pan', [...mode, `-m${DEEPEST}`, '-w22'])
    const is_broken = number(output, /errors: (\d+)/) > 0
    if (!is_broken && /Search not completed|max search depth too small/.test(output))
      throw new Error(`The search is not complete:\n${output}`)
    return {
      broken: is_broken ? await findBroken(folder, source, output) : null,
      states: number(output, /(\d+) states, stored/),
      memory_mb: Math.round(number(output, /([\d.]+)\ttotal actual memory usage/)),
      seconds: number(output, /elapsed time ([\d.]+) seconds/),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The counterexample ends at an assertion whose comment names the property. */
async function findBroken(folder: string, source: readonly string[], output: string): Promise<string> {
  const model = source.at(-1) ?? ''
  const words = /^pan:1: (.*) \(at depth/m.exec(output)?.[1] ?? output
  const { stdout } = await run(folder, 'spin', ['-k', `${basename(model)}.trail`, ...source])
  const line = /:(\d+), Error: assertion violated/.exec(stdout)?.[1]
  if (line === undefined) return words
  const assertion = (await readFile(model, 'utf8')).split('\n')[Number(line) - 1] ?? ''
  return /\/\* (P\d+)/.exec(assertion)?.[1] ?? words
}

function number(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1]
  if (found === undefined) throw new Error(`The checker did not say ${pattern.source}:\n${output}`)
  return Number(found)
}

async function succeed(folder: string, name: string, args: readonly string[]): Promise<string> {
  const { error, stdout, stderr } = await run(folder, name, args)
  if (error) throw new Error(`${name} failed:\n${stdout}${stderr}`, { cause: error })
  return stdout
}

type Ran = { error: ExecFileException | null; stdout: string; stderr: string }

async function run(cwd: string, name: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(name, [...args], { cwd, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    )
  })
}
