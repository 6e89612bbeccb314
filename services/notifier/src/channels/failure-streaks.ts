import { sql } from 'kysely'
import type { Db } from '@dutybell/shared/db/client'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import { describeErrorCode, type ErrorClass } from '@dutybell/shared/whatsapp/error-catalogue'
import type { ProviderError } from '../providers/outcome.ts'

/** So many different recipients that fail in a row with one code: the cause is not in their messages. */
export const STREAK_LENGTH = 5

export type StreakSource = 'answer' | 'receipt'

type Failure = Pick<ProviderError, 'class' | 'code' | 'text'>

/** Whether a failure of this kind counts towards a streak. The other classes have an effect of their own. */
export function isCounted(channel: Channel, { class: error_class, code }: Failure): boolean {
  if (error_class === 'request' || error_class === 'recipient') return true
  return channel === 'whatsapp' && error_class === 'transient' && isUnknownCode(code)
}

/** A list of numbers may be wrong while the channel is not: failures of recipients only alert. */
export function pausesChannel(error_class: ErrorClass): boolean {
  return error_class !== 'recipient'
}

/** @returns whether this code failed five different recipients in a row, over all notifiers */
export async function countFailures(
  db: Db,
  streak: { readonly channel: Channel; readonly source: StreakSource },
  { class: error_class, code, text }: Failure,
  deliveries: readonly string[],
): Promise<boolean> {
  const { rows } = await sql<{ recipients: number }>`
    select count_failures(${streak.channel}, ${streak.source}, ${code ?? ''}, ${error_class}, ${text}, ${deliveries}::uuid[])
      as recipients`.execute(db)
  return (rows[0]?.recipients ?? 0) >= STREAK_LENGTH
}

export function streakText({ code, text }: Pick<Failure, 'code' | 'text'>): string {
  return `The last ${STREAK_LENGTH} recipients in a row failed with ${code ?? 'no code'}: ${text}`
}

function isUnknownCode(code: string | null): boolean {
  return code !== null && /^\d+$/.test(code) && describeErrorCode(Number(code)) === undefined
}
