import {
  holdTemplate,
  pauseChannel,
  slowChannel,
  spaceRecipient,
} from '@dutybell/shared/channels/channel-control'
import { DEFAULT_RATE_LIMIT_WAIT_MS } from '../channels/settings.ts'
import {
  classifyGraphError,
  describeErrorCode,
  PAIR_RATE_LIMIT,
} from '@dutybell/shared/whatsapp/error-catalogue'
import type { WebhookContext } from './apply-webhooks.ts'
import type { MergedCallback } from './merge-callbacks.ts'
import { findMessageOf } from './queries.ts'

/** Applies failed callbacks that affect more than one delivery, as an answer with the same code does. */
export async function reactToFailures(
  ctx: WebhookContext,
  callbacks: readonly MergedCallback[],
): Promise<void> {
  const byCode = new Map(
    callbacks.flatMap((callback) => (callback.error ? [[callback.error.code, callback] as const] : [])),
  )
  for (const callback of byCode.values()) await reactToFailure(ctx, callback)
}

async function reactToFailure(ctx: WebhookContext, callback: MergedCallback): Promise<void> {
  const { db, settings, log } = ctx
  const { error } = callback
  if (!error) return
  const code = String(error.code)
  switch (classifyGraphError({ code: error.code, details: error.text })) {
    case 'account': {
      log.error({ channel: 'whatsapp', code }, `Channel paused: ${error.text}`)
      return pauseChannel(db, 'whatsapp', { code, text: error.text })
    }
    case 'template': {
      const message = await findMessageOf(db, callback)
      if (!message) return
      log.error({ template: message.template, code }, `Template held: ${error.text}`)
      return holdTemplate(db, message.template, `${code}: ${error.text}`, code)
    }
    case 'pace': {
      const wait_ms = (describeErrorCode(error.code)?.wait_seconds ?? 0) * 1000 || DEFAULT_RATE_LIMIT_WAIT_MS
      if (code !== PAIR_RATE_LIMIT) {
        return slowChannel(db, 'whatsapp', wait_ms, settings.messages_per_second)
      }
      const message = await findMessageOf(db, callback)
      return message ? spaceRecipient(db, 'whatsapp', message.recipient, wait_ms) : undefined
    }
    case 'transient':
    case 'quota':
    case 'recipient':
    case 'request':
  }
}
