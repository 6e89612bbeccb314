/** `pnpm docs:errors`: writes the table of docs/errors.md from the catalogue. */
import { readFile, writeFile } from 'node:fs/promises'
import { withErrorTable } from './catalogue.ts'

const DOCUMENT = new URL('../../../../docs/errors.md', import.meta.url)

await writeFile(DOCUMENT, withErrorTable(await readFile(DOCUMENT, 'utf8')))
