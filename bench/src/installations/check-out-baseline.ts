import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { current, type Installation } from './installation.ts'

/** The commit before the layout and the statements of the deliveries were rewritten. */
const COMMIT = '2db5e24'
export const BASELINE_NAME = `dutybell at ${COMMIT}`

export interface CheckedOut extends Installation {
  readonly remove: () => Promise<void>
}

const run = promisify(execFile)

/**
 * Checks the baseline commit out into a temporary git worktree and installs its dependencies.
 *
 * @throws when the clone does not contain the commit, or when the installation fails
 */
export async function checkOutBaseline(): Promise<CheckedOut> {
  await git('cat-file', '-e', `${COMMIT}^{commit}`).catch((cause: unknown) => {
    const advice = 'Run git fetch --unshallow, or measure without it: --only dutybell'
    throw new Error(`This clone does not contain ${COMMIT}. ${advice}`, { cause })
  })
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-baseline-'))
  const root = join(folder, COMMIT)
  const remove = async () => {
    await git('worktree', 'remove', '--force', root)
    await rm(folder, { recursive: true })
  }
  await git('worktree', 'add', '--detach', root, COMMIT)
  try {
    await run('npx', ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'], { cwd: root })
  } catch (error) {
    await remove()
    throw error
  }
  return { name: BASELINE_NAME, root, remove }
}

async function git(...args: readonly string[]): Promise<void> {
  await run('git', ['-C', current.root, ...args])
}
