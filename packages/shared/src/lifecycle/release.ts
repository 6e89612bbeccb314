import { readFileSync } from 'node:fs'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

const MANIFEST = new URL('../../../../package.json', import.meta.url)

const Manifest = Type.Object({ version: Type.String() })

export interface Release {
  readonly version: string
  readonly node: string
  /** The version of Node's time zone data, such as `2026c`, by which every local day is computed. */
  readonly zone_data: string
}

export function readRelease(): Release {
  const { version } = Value.Parse(Manifest, JSON.parse(readFileSync(MANIFEST, 'utf8')))
  return { version, node: process.versions.node, zone_data: process.versions.tz ?? 'unknown' }
}
