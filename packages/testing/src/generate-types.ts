import { runProgram } from './run-program.ts'

/**
 * Writes the Kysely types from a migrated database, or with `--verify` only compares.
 *
 * @returns the exit code: not 0 where they differ
 */
export async function generateTypes(root: string, url: string, verify?: '--verify'): Promise<number> {
  const config = ['--config-file', 'db/kysely-codegen.json', '--default-schema', 'public', '--url', url]
  const { code, lines } = await runProgram({
    root,
    name: 'kysely-codegen',
    args: [...config, ...(verify ? [verify] : [])],
  })
  if (code !== 0) console.log(lines.join('\n'))
  return code
}
