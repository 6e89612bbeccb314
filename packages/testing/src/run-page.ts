import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'

export const ROOT = join(import.meta.dirname, '..', '..', '..')

/** A block of shell commands in a Markdown page. */
export interface ShellBlock {
  readonly line: number
  readonly text: string
  /** It is listed in ci/commands-not-run.txt, as `page: first line`. */
  readonly is_run: boolean
  /** The words of `<!-- not run: … -->` above it. */
  readonly not_run_because: string | undefined
}

export function shellBlocks(page: string): ShellBlock[] {
  const source = readFileSync(join(ROOT, page), 'utf8')
  const listed = commandsNotRun()
  const blocks = source.matchAll(/^(?:<!-- not run: (.+) -->\n+)?```sh\n([^]*?)^```$/gm)
  return Array.from(blocks, ({ 1: not_run_because, 2: block = '', index }) => ({
    line: source.slice(0, index).split('\n').length,
    text: block,
    is_run: !listed.includes(`${page}: ${block.split('\n', 1)[0]}`),
    not_run_because,
  }))
}

/** The first lines of the blocks that no test runs, each with its page. */
export function commandsNotRun(): string[] {
  const list = readFileSync(join(ROOT, 'ci', 'commands-not-run.txt'), 'utf8')
  return list.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

/**
 * Runs the shell blocks of a page in one shell at the root of the repository, but for those that are listed as not run, and asserts
 * that what its lines `# → …` show follows in the output, in their order. A refused request fails the page.
 * Every process that the page starts ends with the test.
 *
 * @param replaced words of the page, such as `localhost:3000`, with what stands for them in the test
 */
export async function runPage(
  t: Test,
  page: string,
  env: NodeJS.ProcessEnv,
  replaced: Readonly<Record<string, string>> = {},
): Promise<void> {
  const blocks = shellBlocks(page)
    .filter(({ is_run }) => is_run)
    .map((block) => block.text)
    .join('\n')
  const script = Object.entries(replaced).reduce((text, [word, by]) => text.replaceAll(word, by), blocks)
  const { stdout } = await runScript(t, script, env).catch((cause: unknown) => {
    throw new Error(`${page} failed`, { cause })
  })

  let position = 0
  for (const [, shown = ''] of script.matchAll(/^# → (.+)$/gm)) {
    const found = stdout.indexOf(shown, position)
    t.ok(found >= position, `${shown} follows in: ${stdout.slice(position, position + 2_000)}`)
    if (found >= position) position = found + shown.length
  }
}

/**
 * Runs commands as a page shows them, in one shell at the root of the repository. Every process that they start ends with the test.
 *
 * @throws when a command or a request fails
 */
export async function runScript(
  t: Pick<Test, 'teardown'>,
  script: string,
  env: NodeJS.ProcessEnv,
): Promise<{ stdout: string; stderr: string }> {
  const programs = join(ROOT, 'node_modules', '.bin')
  const child = spawn('bash', ['-euo', 'pipefail', '-c', `${FUNCTIONS}\n${script}`], {
    cwd: ROOT,
    env: { ...env, PATH: `${programs}:${process.env['PATH']}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group, with the programs that the page starts in the background
  })
  const { pid = 0 } = child
  t.teardown(() => endGroup(pid))
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  if (code !== 0) throw new Error(`exit code ${code}\n${stdout.slice(-4_000)}\n${stderr.slice(-4_000)}`)
  return { stdout, stderr }
}

/** `npx --yes pnpm@12 NAME …` without the second that npx and pnpm take: the script of package.json, on this Node. */
const FUNCTIONS = `curl() { command curl --fail-with-body "$@"; }
npx() {
  [ "$1 $2" = "--yes pnpm@12" ] || { echo "npx $*: not of this repository" >&2; return 1; }
  local name=$3; shift 3
  $(node -p "require('./package.json').scripts['$name']") "$@"
}`

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
