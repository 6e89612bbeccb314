/**
 * Fails where a file uses a word that this project replaced by the field's standard term: `node ci/names.ts [path …]`.
 * The words and their replacements are in `ci/renamed-words.ts`; the terms themselves in `docs/glossary.md`.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { RENAMED_WORDS } from './renamed-words.ts'

const ROOT = join(import.meta.dirname, '..')
const TEXT_FILE = /\.(?:ts|sql|md|js|html|css|pml|yml|yaml)$|^\.env\.example$|crontab$/
/** The list itself, and files that tools generate. */
const EXEMPT = /^ci\/|^pnpm-lock\.yaml$|^LICENSE$|^CHANGELOG\.md$/

const listed = execFileSync('git', ['ls-files', '-z', '--', ...process.argv.slice(2)], {
  cwd: ROOT,
  encoding: 'utf8',
})
const findings = listed
  .split('\0')
  .filter((file) => TEXT_FILE.test(file) && !EXEMPT.test(file))
  .flatMap((file) => findIn(file, readFileSync(join(ROOT, file), 'utf8')))
for (const finding of findings) console.log(finding)
if (findings.length > 0) {
  console.log(`${findings.length} replaced words found. Use the term after "say".`)
  process.exitCode = 1
}

function findIn(file: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      RENAMED_WORDS.filter(({ pattern }) => pattern.test(line)).map(
        ({ pattern, say }) => `${file}:${index + 1}: ${pattern.exec(line)?.[0]} → say ${say}`,
      ),
    )
}
