import type { Postgres } from '../../chaos/src/postgres.ts'
import type { Expected } from '../judge.ts'
import type { Operator } from '../operator.ts'
import type { Site, SiteOptions } from '../site.ts'

export type Server = Pick<Postgres, 'urlOf' | 'crash' | 'start'>

export interface DrillContext {
  readonly site: Site
  readonly operator: Operator
  readonly postgres: Server
  /** As an update of the package tzdata on the database server does. */
  readonly updateZoneData: () => Promise<void>
}

/** A section of docs/runbook.md, rehearsed: something breaks, its alert opens, the section ends it, and the messages are out once. */
export interface Drill {
  /** The heading of the section. */
  readonly section: string
  readonly name: string
  /** It is also part of the short form. */
  readonly is_short?: boolean
  /** The rows of the table in the first section that it rehearses: parts of their first cells. */
  readonly symptoms?: readonly string[]
  /** The server has other offsets for Asia/Kolkata than Node. */
  readonly has_old_zone_data?: boolean
  readonly variables?: SiteOptions['variables']
  readonly run: (ctx: DrillContext) => Promise<Expected | void>
}
