import type { Pool } from 'pg'
import { withSpan } from '@dutybell/shared/tracing'
import { untilNoConflict } from '@dutybell/shared/db/in-transaction'
import type { ChannelSettings } from '../channels/settings.ts'

/** A delivery that this process has leased and may send. */
export interface Claimed {
  readonly delivery_id: string
  readonly attempt: number
  /** Counted attempts before this one. */
  readonly spent: number
  readonly recipient: string
  readonly template: string
  readonly language: string
  readonly payload: {
    readonly parameters: readonly string[]
    readonly whatsapp_parameters?: readonly string[]
  }
  /** How often a person asked to send it again. */
  readonly retries: number
  /** The first delivery after a pause of the channel. */
  readonly is_trial: boolean
  /** How long it had been due when it was claimed; undefined: claimed by the function of an earlier release. */
  readonly waited_ms?: number
  /** Of the request that caused it; read only where a tracer is registered. */
  readonly traceparent?: string | undefined
  /** Deliveries with an earlier rank are sent first. */
  readonly rank: Temporal.Instant
}

export interface Claim {
  readonly deliveries: readonly Claimed[]
  readonly channel_state: 'running' | 'paused' | 'trial' | 'slow'
  /** Null: no known time; claim again when woken. */
  readonly next_claim_in_ms: number | null
}

interface ClaimRow extends Omit<Claim, 'deliveries'> {
  readonly deliveries: readonly (Omit<Claimed, 'rank'> & { readonly rank: string })[]
}

/** Prepared once per connection: the time of this statement is part of the latency of each message. */
const CLAIM = {
  name: 'claim_deliveries',
  text: `
    select * from claim_deliveries($1, $2, $3 * interval '1 millisecond', $4 * interval '1 millisecond', $5, $6, $7)`,
}

/**
 * Claims at most `limit` deliveries, in the order in which they are to be sent.
 *
 * @param from_rank deliveries with an earlier rank are skipped
 */
export async function claimDeliveries(
  pool: Pool,
  settings: ChannelSettings,
  limit: number,
  from_rank: Temporal.Instant | null = null,
): Promise<Claim> {
  const values = [
    settings.channel,
    limit,
    settings.lease_ms,
    settings.connect_timeout_ms + settings.read_timeout_ms,
    settings.messages_per_second,
    settings.daily_recipients,
    from_rank?.toString() ?? null,
  ]
  const [claim, traceparents] = await withSpan(
    'claim',
    { attributes: { channel: settings.channel } },
    async (span) => {
      const { rows } = await untilNoConflict(() => pool.query<ClaimRow>({ ...CLAIM, values }))
      span?.setAttribute('deliveries', rows[0]?.deliveries.length ?? 0)
      return [rows[0], span === undefined ? undefined : await readTraceparents(pool, rows[0])] as const
    },
  )
  if (!claim) throw new Error('claim_deliveries returned no row.')
  try {
    const [default_language] = settings.template_languages
    const deliveries = claim.deliveries.map((row) => ({
      ...row,
      language: row.language || default_language, // empty: published before messages had a language
      traceparent: traceparents?.get(row.delivery_id),
      rank: Temporal.Instant.from(row.rank),
    }))
    return { ...claim, deliveries }
  } catch (cause) {
    throw new UnreadableClaim(claim.deliveries, { cause })
  }
}

async function readTraceparents(
  pool: Pool,
  claim: ClaimRow | undefined,
): Promise<ReadonlyMap<string, string>> {
  const ids = (claim?.deliveries ?? []).map(({ delivery_id }) => delivery_id)
  if (ids.length === 0) return new Map()
  const { rows } = await pool.query<{ id: string; traceparent: string }>(
    `select d.id, o.traceparent from deliveries d join outbox o on o.id = d.outbox_id
     where d.id = any ($1) and o.traceparent is not null`,
    [ids],
  )
  return new Map(rows.map(({ id, traceparent }) => [id, traceparent]))
}

/** The claim is committed, and this process cannot read it: give it back. */
export class UnreadableClaim extends Error {
  readonly claimed: readonly Omit<Claimed, 'rank'>[]

  constructor(claimed: readonly Omit<Claimed, 'rank'>[], options: ErrorOptions) {
    super('The claimed deliveries cannot be read.', options)
    this.claimed = claimed
  }
}
