import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import type { Environment } from './load-config.ts'

/** The root of the workspace, where `.env` lives. */
export const WORKSPACE_ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** `.env` at the root of the workspace, overruled by the process's own environment. */
export function readEnvironment(own: Environment = process.env, root = WORKSPACE_ROOT): Environment {
  return { ...parseEnv(readIfThere(`${root}/.env`)), ...own }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
