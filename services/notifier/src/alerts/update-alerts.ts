import { sql } from 'kysely'
import type { Db, Tx } from '@dutybell/shared/db/client'
import { inTransaction } from '@dutybell/shared/db/in-transaction'
import type { Alert, Condition, ConditionContext } from './alert.ts'
import { runbookReference } from '../accounts/alert-key.ts'

/** An alert that returns within this time after its end is reopened. */
export const SAME_ALERT_WITHIN = sql`interval '10 minutes'`

export interface AlertChanges {
  readonly opened: readonly Alert[]
  readonly cleared: readonly Alert[]
}

/**
 * Opens and closes alerts by the present conditions, in one transaction. One watcher runs at a time, so that none uses an older
 * state than another.
 */
export async function updateAlerts(
  db: Db,
  ctx: Omit<ConditionContext, 'db'>,
  conditions: readonly Condition[],
): Promise<AlertChanges> {
  return inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('dutybell:alerts', 0))`.execute(tx)
    const alerts: Alert[] = []
    for (const find of conditions) alerts.push(...(await find({ ...ctx, db: tx })).map(withRunbook))
    const reopened = await reopen(tx, alerts)
    const opened = await open(tx, alerts)
    return { opened: [...reopened, ...opened], cleared: await clear(tx, alerts) }
  })
}

function withRunbook(alert: Alert): Alert {
  return { ...alert, action: `${alert.action}\n${runbookReference(alert.key)}` }
}

/** A recipient of the mail about the end gets a mail about the return; without that mail the alert is simply still open. */
async function reopen(tx: Tx, alerts: readonly Alert[]): Promise<readonly Alert[]> {
  const { rows } = await sql<Alert>`
    update alerts a set
      subject = p.subject, text = p.text, action = p.action,
      cleared_at = null, clear_mailed_at = null, times_reopened = a.times_reopened + 1,
      raise_mailed_at = case when a.clear_mailed_at is null then a.raise_mailed_at end
    from jsonb_to_recordset(${JSON.stringify(alerts)}::jsonb) p(key text, subject text, text text, action text)
    where a.key = p.key
      and a.id = (select max(latest.id) from alerts latest where latest.key = p.key)
      and a.cleared_at > clock_timestamp() - ${SAME_ALERT_WITHIN}
    returning a.key, a.subject, a.text, a.action`.execute(tx)
  return rows
}

async function open(tx: Tx, alerts: readonly Alert[]): Promise<readonly Alert[]> {
  const { rows } = await sql<Alert>`
    insert into alerts (key, subject, text, action)
    select p.key, p.subject, p.text, p.action
    from jsonb_to_recordset(${JSON.stringify(alerts)}::jsonb) p(key text, subject text, text text, action text)
    on conflict (key) where cleared_at is null do nothing
    returning key, subject, text, action`.execute(tx)
  return rows
}

async function clear(tx: Tx, alerts: readonly Alert[]): Promise<readonly Alert[]> {
  const { rows } = await sql<Alert>`
    update alerts set cleared_at = clock_timestamp()
    where cleared_at is null and key <> all (${alerts.map(({ key }) => key)}::text[])
    returning key, subject, text, action`.execute(tx)
  return rows
}
