import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The key `start` makes where none is configured; kept, so that scripts survive a restart. */
export async function keptAdminKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'admin-key')
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (kept !== '') return kept
  const made = randomBytes(24).toString('base64url')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeFile(file, `${made}\n`, { mode: 0o600 })
  return made
}
