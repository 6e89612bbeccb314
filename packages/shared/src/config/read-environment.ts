import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { ConfigError, type Environment } from './load-config.ts'

/** The root of the workspace, where `.env` lives. */
export const WORKSPACE_ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/** `.env` at the root of the workspace, overruled by the process's own environment. */
export function readEnvironment(own: Environment = process.env, root = WORKSPACE_ROOT): Environment {
  return { ...parseEnv(readIfThere(`${root}/.env`)), ...own }
}

/** Editors of Windows write a byte order mark, or UTF-16. */
function decode(path: string, bytes: Buffer): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes) // leaves out the mark
    if (!text.includes('\0')) return text
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
  }
  throw new ConfigError([`${path} is not in UTF-8, but perhaps in UTF-16: save it with the encoding UTF-8.`])
}

function readIfThere(path: string): string {
  try {
    return decode(path, readFileSync(path))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
