import { tryConnect, urlOf } from './connect.ts'
import { layoutOf } from './layout.ts'
import { readPostmaster } from './postmaster-file.ts'

/** The URL of the embedded database running on this data folder, if one is and answers. */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const layout = layoutOf(dataDir)
  const running = await readPostmaster(layout)
  if (!running) return undefined
  const url = await urlOf(layout, running.port)
  const attempt = await tryConnect(url)
  if ('error' in attempt) return undefined
  await attempt.client.end()
  return url
}
