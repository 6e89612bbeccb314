import { askWithin } from '@dutybell/shared/db/ask-within'
import { messageOf } from '@dutybell/shared/errors'
import type { SchemaFiles } from '@dutybell/shared/db/schema-files'
import { readSchemaState, whyUnusable } from '@dutybell/shared/db/schema-state'
import type { Pool } from 'pg'
import { findRestorePause } from '../restore/restore-pause.ts'
import type { WatchedLoop } from './metrics.ts'

/** A sentence each. */
export interface Readiness {
  readonly unready: readonly string[]
  /** Why sending waits for a person; it is ready nevertheless, because a restart would not help. */
  readonly waiting: readonly string[]
}

export interface ReadinessContext {
  readonly pool: Pool
  readonly schema: SchemaFiles
  readonly channels: readonly WatchedLoop[]
  readonly isListening: () => boolean
}

const MAX_DATABASE_SILENCE_MS = 10_000 // claims run every second

/** What keeps this notifier from its work, within a second. */
export async function readReadiness(ctx: ReadinessContext): Promise<Readiness> {
  const database = await askDatabase(ctx)
  return {
    waiting: database.waiting,
    unready: [
      ...(ctx.isListening() ? [] : ['The worker does not listen for jobs.']),
      ...ctx.channels
        .filter((channel) => channel.ms_since_database_contact > MAX_DATABASE_SILENCE_MS)
        .map((channel) => `The ${channel.name} loop cannot claim.`),
      ...ctx.channels.flatMap((channel) => channel.stopped ?? []),
      ...database.unready,
    ],
  }
}

async function askDatabase({ pool, schema }: ReadinessContext): Promise<Readiness> {
  try {
    const asked = await askWithin(pool, async (db) => {
      const unready = whyUnusable(schema, await readSchemaState(db))
      const waiting = unready.length > 0 ? undefined : await findRestorePause(db)
      return { unready, waiting: waiting === undefined ? [] : [waiting] }
    })
    return asked.kind === 'answered' ? asked.answer : { unready: [asked.reason], waiting: [] }
  } catch (error) {
    return { unready: [`The database cannot be used: ${messageOf(error)}.`], waiting: [] }
  }
}
