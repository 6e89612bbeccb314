import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isAlive } from '@dutybell/local-postgres/process-life'

/**
 * Notes that a run begins. tap removes the coverage of whatever run is under way in the same tree, so a run that
 * another one overlaps cannot be held to the floor: the function returned says, at the end, whether one did.
 */
export async function noteRun(root: string): Promise<() => Promise<boolean>> {
  const file = join(root, '.tap', 'latest-run')
  const latest = async (): Promise<number> => Number(await readFile(file, 'utf8').catch(() => ''))
  const before = await latest()
  const overlapsOlder = before > 0 && before !== process.pid && isAlive(before)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, String(process.pid))
  return async () => overlapsOlder || (await latest()) !== process.pid
}
