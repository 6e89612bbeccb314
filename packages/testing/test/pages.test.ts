import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'tap'
import { commandsNotRun, ROOT, shellBlocks } from '../src/run-page.ts'

/** The tests that run the shell blocks of the pages. */
const RUN_BY: Readonly<Record<string, string>> = {
  'README.md': 'packages/commands/test/start.test.ts',
  'docs/operating.md': 'packages/commands/test/operating.test.ts',
  'docs/api.md': 'services/api/test/pages.test.ts',
  'docs/coordinators.md': 'services/api/test/pages.test.ts',
  'docs/importing.md': 'services/api/test/pages.test.ts',
  'docs/runbook.md': 'services/api/test/pages.test.ts',
  'docs/templates.md': 'packages/simulator/test/pages.test.ts',
  'packages/simulator/README.md': 'packages/simulator/test/pages.test.ts',
}
/** Commands of pnpm itself that the pages name. */
const OF_PNPM = ['install', 'audit', 'outdated', 'update', 'pack']

const pages = execFileSync('git', ['ls-files', '-z', '--', '*.md'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((page) => page !== '')
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const scripts = Object.keys(JSON.parse(textOf('package.json')).scripts)

void test('pages: each block of shell commands is run by a test, or listed in ci/commands-not-run.txt', async (t) => {
  const not_run: string[] = []
  for (const page of pages) {
    for (const { line, text, is_run, not_run_because } of shellBlocks(page)) {
      const is_tested = textOf(RUN_BY[page] ?? 'ci/commands-not-run.txt').includes(page)
      if (!is_run) not_run.push(`${page}: ${text.split('\n', 1)[0]}`)
      else t.ok(is_tested && not_run_because === undefined, `${page}:${line} is run by a test, or listed`)
    }
  }
  const listed = commandsNotRun().filter((entry) => pages.includes(entry.split(': ', 1)[0] ?? ''))
  t.same(listed.toSorted(), not_run.toSorted())
})

void test('pages: each command of pnpm that they name exists', async (t) => {
  for (const page of pages.filter((name) => !name.startsWith('docs/decisions/'))) {
    const names = textOf(page).matchAll(/(?:npx --yes pnpm@12|`pnpm) ([a-z][a-z:-]*)/g)
    for (const [, name = ''] of names)
      t.ok(scripts.includes(name) || OF_PNPM.includes(name), `${page}: pnpm ${name}`)
  }
})

void test('pages: each link to a page of the repository leads to a file and to a heading', async (t) => {
  for (const page of pages) {
    const prose = textOf(page).replaceAll(/^```[^]*?^```$/gm, '')
    for (const [, target = ''] of prose.matchAll(/\]\((?![a-z]+:)([^)\s]+)\)/g)) {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : normalize(join(dirname(page), path))
      t.ok(existsSync(join(ROOT, file)), `${page}: ${target}`)
      if (anchor !== undefined && file.endsWith('.md'))
        t.ok(anchorsOf(file).has(anchor), `${page}: ${target}`)
    }
  }
})

void test('pages: each path of the repository that they name exists', async (t) => {
  for (const page of pages) {
    const paths = textOf(page).matchAll(/`((?:bench|ci|db|deploy|docs|packages|proofs|services)\/[\w./-]+)`/g)
    for (const [, path = ''] of paths) t.ok(existsSync(join(ROOT, path)), `${page}: ${path}`)
  }
})

void test('docs/dependencies.md: lists each dependency of the manifests once, with a reason', async (t) => {
  const manifests = [
    'package.json',
    ...globSync(['{packages,services}/*/package.json', '{proofs,bench}/package.json'], { cwd: ROOT }),
  ]
  const used = manifests.flatMap((path) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(textOf(path))
    return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  })
  const rows = textOf('docs/dependencies.md').matchAll(/^\| (`[^|]+`) \| .+ \|$/gm)
  const listed = Array.from(rows, ([, cell = '']) => cell.match(/[^`, ]+/g) ?? []).flat()
  const expected = new Set(used.filter((name) => !name.startsWith('@dutybell/')))
  t.same(new Set(listed), expected)
  t.equal(listed.length, expected.size, 'once')
})

/** The anchors of the headings, as GitHub makes them. */
function anchorsOf(page: string): Set<string> {
  const headings = textOf(page)
    .replaceAll(/^```[^]*?^```$/gm, '')
    .matchAll(/^#+ (.+)$/gm)
  return new Set(
    Array.from(headings, ([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
