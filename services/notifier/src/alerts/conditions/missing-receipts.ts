import { receiptsMissing } from '@dutybell/shared/channels/receipts-missing'
import { sql } from 'kysely'
import type { Alert, ConditionContext } from '../alert.ts'

/** No receipts, although messages are accepted and receipts are expected. */
export async function findMissingReceipts({
  db,
  now,
  expects_receipts,
}: ConditionContext): Promise<readonly Alert[]> {
  if (!expects_receipts) return []
  const { rows } = await sql<{ are_missing: boolean }>`select ${receiptsMissing(now)} as are_missing`.execute(
    db,
  )
  if (rows[0]?.are_missing !== true) return []
  return [
    {
      key: 'receipts_missing',
      subject: 'No receipts of WhatsApp arrive',
      text: 'Meta accepted three or more messages 15 to 60 minutes ago, and the webhook received no receipt of the newest three.',
      action:
        "Check the webhook of the app: its callback URL, the field messages, META_WA_APP_SECRET, and a proxy that verifies Meta's client certificate (since 31 March 2026 signed by Meta's own authority, CN client.webhooks.fbclientcerts.com).",
    },
  ]
}
