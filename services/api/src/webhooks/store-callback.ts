import type { Db } from '@dutybell/shared/db/client'
import type { Waker } from '@dutybell/shared/outbox/wake'
import { randomUUIDv7 } from 'node:crypto'

/** Keeps the bytes Meta signed; the notifier applies them. */
export async function storeCallback(
  ctx: { readonly db: Db; readonly waker: Waker },
  body: Buffer,
): Promise<void> {
  await ctx.db.insertInto('webhook_inbox').values({ id: randomUUIDv7(), body }).execute()
  ctx.waker.wake('apply_webhooks')
}
