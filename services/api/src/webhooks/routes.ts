import { createHash, createHmac, randomUUIDv7, timingSafeEqual } from 'node:crypto'
import type { Db } from '@dutybell/shared/db/client'
import { AppError } from '@dutybell/shared/errors'
import type { Waker } from '@dutybell/shared/outbox/wake'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Challenge, Handshake, SIGNED_CALLBACK, Stored } from './schemas.ts'

export interface WebhookOptions {
  readonly ctx: { readonly db: Db; readonly waker: Waker }
  /** Any of them may have signed: two are in use during a rotation. Empty: webhook bodies are refused. */
  readonly app_secrets: readonly string[]
  readonly verify_token: string | undefined
}

const BODY_LIMIT_BYTES = 4 * 1024 * 1024 // Meta batches up to a thousand updates in up to 3 MB
const TAGS = ['webhooks']

export const webhookRoutes: FastifyPluginAsyncTypebox<WebhookOptions> = async (app, options) => {
  const { ctx, app_secrets, verify_token } = options
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))

  app.get(
    '/whatsapp',
    {
      schema: {
        tags: TAGS,
        operationId: 'verify_whatsapp_webhook',
        summary: "Meta's handshake",
        querystring: Handshake,
        response: { 200: Challenge },
      },
      config: { problems: ['webhook_forbidden'] },
    },
    async (request, reply) => {
      const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query
      const has_token = verify_token !== undefined && equalSecrets(token ?? '', verify_token)
      if (!has_token || mode !== 'subscribe' || challenge === undefined) {
        throw new AppError(
          'webhook_forbidden',
          'The verify token differs: enter the one of META_WA_WEBHOOK_VERIFY_TOKEN where the webhook is set up.',
        )
      }
      return reply.type('text/plain').header('x-content-type-options', 'nosniff').send(challenge)
    },
  )

  app.post(
    '/whatsapp',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      schema: {
        tags: TAGS,
        operationId: 'receive_whatsapp_callback',
        summary: 'Webhook bodies of Meta, signed with the app secret',
        response: { 200: Stored },
      },
      config: {
        documented: SIGNED_CALLBACK,
        problems: ['webhook_signature_invalid', 'webhook_forbidden', 'database_unavailable'],
      },
      onRequest: async () => {
        if (app_secrets.length > 0) return
        throw new AppError(
          'webhook_forbidden',
          'Webhook bodies are refused, because nothing can verify them: set META_WA_APP_SECRET.',
        )
      },
    },
    async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      if (!isSigned(body, request.headers['x-hub-signature-256'], app_secrets)) {
        throw new AppError(
          'webhook_signature_invalid',
          "The signature does not fit the body: compare META_WA_APP_SECRET with the app's secret.",
        )
      }
      await storeBody(ctx, body)
      return reply.code(200).send()
    },
  )
}

/** Stores the bytes that Meta signed; the notifier applies them. */
async function storeBody(ctx: WebhookOptions['ctx'], body: Buffer): Promise<void> {
  await ctx.db.insertInto('webhook_inbox').values({ id: randomUUIDv7(), body }).execute()
  ctx.waker.wake('apply_webhooks')
}

/** Meta's X-Hub-Signature-256: an HMAC of the bytes as they came, with one of the app's secrets. */
function isSigned(body: Buffer, header: string | string[] | undefined, secrets: readonly string[]): boolean {
  if (typeof header !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(header)) return false
  return secrets
    .map((secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    .map((expected) => equalSecrets(header, expected))
    .includes(true)
}

/** Compares in constant time; both are hashed, so that the length does not show either. */
function equalSecrets(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
