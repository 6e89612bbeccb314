/** `pnpm docs:errors`: writes the table of docs/errors.md anew from the catalogue. */
import { readFile, writeFile } from 'node:fs/promises'
import { withErrorTable } from './table.ts'

const DOCUMENT = new URL('../../../../docs/errors.md', import.meta.url)

await writeFile(DOCUMENT, withErrorTable(await readFile(DOCUMENT, 'utf8')))
