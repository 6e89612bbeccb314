/** Fails where a part of a page is not as the code has it: `node ci/write-docs.ts [--write]`. With `--write` the pages are corrected. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GENERATED } from './generated-pages.ts'

const ROOT = join(import.meta.dirname, '..')
const write = process.argv.includes('--write')
for (const [page, withPresentParts] of Object.entries(GENERATED)) {
  const path = join(ROOT, page)
  const text = readFileSync(path, 'utf8')
  const present = withPresentParts(text)
  if (present === text) continue
  if (write) writeFileSync(path, present)
  else {
    console.log(`${page} is out of date: run npx --yes pnpm@12 generate.`)
    process.exitCode = 1
  }
}
