/** The commands of the API and the notifiers that pause, resume and slow a channel, and hold its templates. */

import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db/client.ts'
import { milliseconds } from '../db/milliseconds.ts'
import type { Channel } from '../db/vocabulary.ts'

/** `paused_by` of an automatic pause, which ends when a probe succeeds. */
export const NOTIFIER = 'notifier'

/** `paused_by` where the database was restored or cloned: only `pnpm resume --after-restore` ends this pause. */
export const RESTORE = 'restore'

/** Pauses the channel for all notifiers. A pause of an operator stays unchanged. */
export async function pauseChannel(
  db: Db,
  channel: Channel,
  cause: { readonly code: string | null; readonly text: string },
): Promise<void> {
  await sql`select pause_channel(${channel}, ${NOTIFIER}, ${cause.text}, ${cause.code})`.execute(db)
}

/** The pause of an operator: it has no probes and ends only by `resumeChannel`. An automatic pause becomes the operator's. */
export async function pauseChannelByOperator(
  db: Db,
  channel: Channel,
  pause: { readonly by: string; readonly reason: string },
): Promise<void> {
  await sql`select pause_channel(${channel}, ${pause.by}, ${pause.reason}, null)`.execute(db)
}

/** Ends any pause, for an operator: one trial message is sent first. */
export async function resumeChannel(db: Db, channel: Channel): Promise<void> {
  await sql`select resume_channel(${channel}, true)`.execute(db)
}

/** Ends an automatic pause after a successful probe: one trial message is sent first. */
export async function beginTrial(db: Db, channel: Channel): Promise<void> {
  await sql`select resume_channel(${channel}, false)`.execute(db)
}

export async function endTrial(db: Db, channel: Channel): Promise<void> {
  await sql`select end_trial(${channel})`.execute(db)
}

/** @returns true for the one notifier that must probe the provider now */
export async function takeProbe(db: Db, channel: Channel): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select take_probe(${channel}) as taken`.execute(db)
  return rows[0]?.taken ?? false
}

export async function recordFailedProbe(db: Db, channel: Channel, text: string): Promise<void> {
  await sql`select record_failed_probe(${channel}, ${text})`.execute(db)
}

/** A wait that the provider asks for. */
export interface ProviderWait {
  readonly wait_ms: number
  /** The delivery that it refused: the wait ends at the latest in the middle of the time to its deadline. */
  readonly delivery_id?: string
}

/**
 * Tells the channel that the provider limited its rate. A wait that it names stops sending; without one, the share of refused
 * messages decides.
 *
 * @param limit wait: null where the provider names none; refused: how many messages it refused
 * @returns whether the channel sends less or stops now
 */
export async function slowChannel(
  db: Db,
  channel: Channel,
  limit: { readonly wait: ProviderWait | null; readonly refused: number },
  messages_per_second: number,
): Promise<boolean> {
  const { wait, refused } = limit
  const { rows } = await sql<{ slowed: boolean }>`
    select slow_channel(${channel}, ${wait === null ? sql`null::interval` : boundedWait(wait)},
      ${messages_per_second}::double precision, ${refused}::integer) as slowed`.execute(db)
  return rows[0]?.slowed ?? false
}

function boundedWait({ wait_ms, delivery_id }: ProviderWait): RawBuilder<unknown> {
  if (delivery_id === undefined) return milliseconds(wait_ms)
  return sql`least(${milliseconds(wait_ms)}, (
    select greatest(d.expires_at - clock_timestamp(), interval '0') / 2 from deliveries d where d.id = ${delivery_id}::uuid
  ))`
}

/**
 * Stops sending while the quota at the provider is used up; then one message tries.
 *
 * @param wait null: minutes, then hours
 * @returns false where another message in flight reported it
 */
export async function exhaustQuota(
  db: Db,
  channel: Channel,
  { wait, text }: { readonly wait: ProviderWait | null; readonly text: string },
): Promise<boolean> {
  const { rows } = await sql<{ counted: boolean }>`
    select exhaust_quota(${channel}, ${wait === null ? sql`null::interval` : boundedWait(wait)}, ${text}) as counted`.execute(
    db,
  )
  return rows[0]?.counted ?? false
}

/** Stops sending to one recipient. */
export async function spaceRecipient(
  db: Db,
  channel: Channel,
  address: string,
  wait: ProviderWait,
): Promise<void> {
  await sql`select space_recipient(${channel}, ${address}, ${boundedWait(wait)})`.execute(db)
}

/** One language of a template. */
export interface Translation {
  readonly name: string
  readonly language: string
}

/** Holds a translation and its deliveries until Meta approves it or an operator releases it; `code` is Meta's error code. */
export async function holdTemplate(
  db: Db,
  { name, language }: Translation,
  reason: string,
  code: string | null = null,
): Promise<void> {
  await sql`select hold_template(${name}, ${language}, ${reason}, ${code})`.execute(db)
}

/** Releases the deliveries that are held because of this translation, and no others. */
export async function releaseTemplate(db: Db, { name, language }: Translation): Promise<void> {
  await sql`select release_template(${name}, ${language})`.execute(db)
}
