/** `prepack`: writes `dist`, the JavaScript and the types that are shipped. */
import { execFile } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'

const FOLDER = join(import.meta.dirname, '..')
const DIST = join(FOLDER, 'dist')

await rm(DIST, { recursive: true, force: true })
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc')
await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.pack.json'], { cwd: FOLDER }).catch(
  (error: { stdout: string }) => {
    throw new Error(error.stdout)
  },
)
// The compiler rewrites the extensions of imports in JavaScript only.
for (const name of await readdir(DIST)) {
  if (!name.endsWith('.d.ts')) continue
  const text = await readFile(join(DIST, name), 'utf8')
  await writeFile(join(DIST, name), text.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"))
}
