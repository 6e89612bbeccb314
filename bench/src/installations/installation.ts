import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A checkout of Dutybell, run from its own files: only its HTTP API, environment, commands and inbox table are used. */
export interface Installation {
  readonly name: string
  readonly root: string
}

/** This checkout. */
export const current: Installation = {
  name: 'dutybell',
  root: fileURLToPath(new URL('../../..', import.meta.url)),
}

export function apiMain({ root }: Installation): string {
  return join(root, 'services/api/src/main.ts')
}

export function notifierMain({ root }: Installation): string {
  return join(root, 'services/notifier/src/main.ts')
}

/** Creates the installation's schema by its own `pnpm migrate`. */
export async function migrateInstallation({ root }: Installation, database_url: string): Promise<void> {
  const env = { PATH: process.env.PATH, DATABASE_URL: database_url }
  await promisify(execFile)(process.execPath, [join(root, 'packages/commands/src/migrate.ts')], { env })
}
