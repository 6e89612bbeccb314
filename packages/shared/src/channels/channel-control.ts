import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import type { Channel } from '../db/vocabulary.ts'
import { milliseconds } from '../db/milliseconds.ts'

/** Who pauses, where it is not a person: such a pause ends by itself, when a probe finds the provider well. */
export const NOTIFIER = 'notifier'

/** Over all notifiers; a pause of a person's stays as it is. */
export async function pauseChannel(
  db: Db,
  channel: Channel,
  cause: { readonly code: string | null; readonly text: string },
): Promise<void> {
  await sql`select pause_channel(${channel}, ${NOTIFIER}, ${cause.text}, ${cause.code})`.execute(db)
}

/** True for the one notifier that is to look at the provider now. */
export async function takeProbe(db: Db, channel: Channel): Promise<boolean> {
  const { rows } = await sql<{ mine: boolean }>`select take_probe(${channel}) as mine`.execute(db)
  return rows[0]?.mine ?? false
}

export async function recordFailedProbe(db: Db, channel: Channel, text: string): Promise<void> {
  await sql`select record_failed_probe(${channel}, ${text})`.execute(db)
}

/** Ends the notifiers' own pause: one message goes first. */
export async function beginTrial(db: Db, channel: Channel): Promise<void> {
  await sql`select resume_channel(${channel}, false)`.execute(db)
}

export async function endTrial(db: Db, channel: Channel): Promise<void> {
  await sql`select end_trial(${channel})`.execute(db)
}

/** Silence for a while, then half the pace, doubled again with every minute. */
export async function slowChannel(
  db: Db,
  channel: Channel,
  wait_ms: number,
  messages_per_second: number,
): Promise<void> {
  await sql`select slow_channel(${channel}, ${milliseconds(wait_ms)}, ${messages_per_second}::double precision)`.execute(
    db,
  )
}

export async function spaceRecipient(
  db: Db,
  channel: Channel,
  address: string,
  wait_ms: number,
): Promise<void> {
  await sql`select space_recipient(${channel}, ${address}, ${milliseconds(wait_ms)})`.execute(db)
}

/** Holds a template and everything of it, until Meta or a person releases it; `code` is what Meta refused it with. */
export async function holdTemplate(
  db: Db,
  name: string,
  reason: string,
  code: string | null = null,
): Promise<void> {
  await sql`select hold_template(${name}, ${reason}, ${code})`.execute(db)
}

/** Lets go what was held for this template, and nothing else. */
export async function releaseTemplate(db: Db, name: string): Promise<void> {
  await sql`select release_template(${name})`.execute(db)
}
