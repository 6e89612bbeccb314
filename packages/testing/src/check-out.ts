import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './run-page.ts'

const run = promisify(execFile)

export interface CheckedOut {
  readonly root: string
  readonly remove: () => Promise<void>
}

/**
 * Checks a commit out into a temporary git worktree and installs its dependencies.
 *
 * @throws when the clone does not contain the commit, or when the installation fails
 */
export async function checkOut(commit: string): Promise<CheckedOut> {
  await git('cat-file', '-e', `${commit}^{commit}`).catch((cause: unknown) => {
    throw new Error(`This clone does not contain ${commit}. Run git fetch --unshallow --tags.`, { cause })
  })
  const folder = await mkdtemp(join(tmpdir(), 'dutybell-checkout-'))
  const root = join(folder, commit)
  const remove = async () => {
    await git('worktree', 'remove', '--force', root)
    await rm(folder, { recursive: true })
  }
  await git('worktree', 'add', '--detach', root, commit)
  try {
    await run('npx', ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'], { cwd: root })
  } catch (error) {
    await remove()
    throw error
  }
  return { root, remove }
}

async function git(...args: readonly string[]): Promise<void> {
  await run('git', ['-C', ROOT, ...args])
}
