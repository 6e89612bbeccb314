import { sql } from 'kysely'
import type { Channel } from '@dutybell/shared/db/vocabulary'
import { STREAK_LENGTH } from '../../channels/failure-streaks.ts'
import type { Alert, ConditionContext } from '../alert.ts'

interface StreakRow {
  readonly channel: Channel
  readonly code: string
  readonly text: string
}

/** The last recipients could not be reached, one after the other. */
export async function findUnreachableRecipients({ db }: ConditionContext): Promise<readonly Alert[]> {
  const { rows } = await sql<StreakRow>`
    select distinct on (channel) channel, code, text from failure_streaks
    where class = 'recipient' and cardinality(deliveries) >= ${STREAK_LENGTH}
      and updated_at > clock_timestamp() - interval '1 day'
    order by channel, updated_at desc`.execute(db)
  return rows.map(({ channel, code, text }) => {
    const cause = channel === 'whatsapp' ? 'are not on WhatsApp' : 'do not accept e-mail'
    return {
      key: `unreachable_recipients:${channel}`,
      subject: `${STREAK_LENGTH} of the last ${STREAK_LENGTH} recipients cannot be reached`,
      text: `${STREAK_LENGTH} of the last ${STREAK_LENGTH} ${cause}: is this list right? Each failed with ${code}: ${text}`,
      action: 'Compare the numbers or addresses that were registered last with their source.',
    }
  })
}
