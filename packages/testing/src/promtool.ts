import { spawnSync } from 'node:child_process'

const is_installed = spawnSync('promtool', ['--version']).error === undefined

/** Options of a test that needs promtool, which is in Debian's package prometheus. */
export const withPromtool = { skip: is_installed ? false : 'promtool is not installed' }

/** @returns what promtool prints of faults; empty without one */
export function runPromtool(args: readonly string[], input = ''): string {
  const { stdout, stderr, status } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return status === 0 ? '' : `${stdout}${stderr}`
}
