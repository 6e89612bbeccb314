import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import rateLimit from '@fastify/rate-limit'
import { AppError } from '@dutybell/shared/errors'
import { hashSecret } from '@dutybell/shared/api-keys/secret'
import { Type } from 'typebox'
import { mayDo } from '../../keys/key-ring.ts'
import { noteCaller } from '../../plugins/admin-auth.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { MAX_KEPT_BYTES, MAX_KEPT_CHARACTERS, readKeptField, sendAgainView } from '../frame/kept-form.ts'
import { destinationsFor } from '../frame/navigation.ts'
import { ConsoleRefusal } from '../frame/refusal.ts'
import { closeSession, hashOf, openSession } from '../frame/session.ts'
import { redeemLink } from '../frame/session-queries.ts'
import { sendView, showPage } from '../frame/show-page.ts'
import { linkView, signInView } from './view.ts'

const SEE_OTHER = 303
const MAX_URL_CHARACTERS = 2_000
const MAX_KEY_CHARACTERS = 500
const SIGN_IN_BYTES = MAX_KEPT_BYTES + 64 * 1024 // with the key and the page to go to

const MAX_TRIES = 10 // a minute and address, over both ways to sign in

const Next = Type.Optional(Type.String({ maxLength: MAX_URL_CHARACTERS }))
const LinkParams = Type.Object({ token: Type.String({ maxLength: MAX_KEY_CHARACTERS }) })

/** Open to everyone: signing in with a key or a one-time link, and signing out. */
export const signInRoutes: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  const { community_name } = ctx
  await app.register(rateLimit, { global: false })
  const limitTries = app.rateLimit({
    max: MAX_TRIES,
    timeWindow: '1 minute',
    errorResponseBuilder: (_, { ttl }) =>
      new AppError(
        'rate_limited',
        'Too many tries to sign in from this address. Wait a minute, then try again.',
        { retry_after_seconds: Math.ceil(ttl / 1_000) },
      ),
  })

  app.get('', { schema: { querystring: Type.Object({ next: Next }) } }, async (request, reply) => {
    const { caller } = request
    if (caller === null) {
      return sendView(
        { request, reply },
        { frame: null, view: signInView({ community_name, next: request.query.next ?? '' }) },
      )
    }
    const [first] = destinationsFor((scope) => mayDo(caller, scope))
    if (first !== undefined) return reply.redirect(first.path, SEE_OTHER)
    await closeSession(ctx.db, { request, reply })
    throw new ConsoleRefusal(
      403,
      'This key opens no page',
      'Sign in with a key that has another scope than pii.',
    )
  })

  const SignIn = Type.Object({
    key: Type.Optional(Type.String({ maxLength: MAX_KEY_CHARACTERS })),
    next: Next,
    kept: Type.Optional(Type.String({ maxLength: MAX_KEPT_CHARACTERS })),
  })
  const options = { schema: { body: SignIn }, bodyLimit: SIGN_IN_BYTES, onRequest: limitTries }
  app.post('', options, async (request, reply) => {
    const { key = '', next = '' } = request.body
    const kept = readKeptField(request.body.kept)
    const secret = key.trim()
    const caller = await ctx.keys.find(secret, true)
    if (caller === undefined) {
      const fault =
        secret === '' ? 'Enter the key.' : 'This key is not valid: it is unknown, expired or revoked.'
      return sendView(
        { request, reply },
        { frame: null, status: 401, view: signInView({ community_name, next, fault, kept }) },
      )
    }
    const { api_key_id, name: key_name } = caller
    const key_hash = api_key_id === null ? hashSecret(secret) : null
    const visit = await openSession(ctx.db, { request, reply }, { api_key_id, key_name, key_hash })
    if (kept !== undefined) {
      await noteCaller(ctx.keys, request, caller)
      request.visit = visit
      return showPage(ctx, { request, reply }, { data: kept, view: sendAgainView })
    }
    return reply.redirect(ownPath(next), SEE_OTHER)
  })

  app.get('/link/:token', { schema: { params: LinkParams } }, async (request, reply) =>
    sendView({ request, reply }, { frame: null, view: linkView(request.url, community_name) }),
  )

  app.post(
    '/link/:token',
    { schema: { params: LinkParams }, onRequest: limitTries },
    async (request, reply) => {
      const key = await redeemLink(ctx.db, hashOf(request.params.token))
      if (key === undefined) {
        throw new ConsoleRefusal(
          403,
          'This link has been used or is too old',
          'A link works once, for ten minutes. Sign in with the admin key, or start Dutybell again for a new link.',
        )
      }
      await openSession(ctx.db, { request, reply }, key)
      return reply.redirect('/console', SEE_OTHER)
    },
  )
}

/** A path of the console, so that no link to the sign-in page leads elsewhere. */
function ownPath(next: string): string {
  const base = 'http://console.invalid'
  const url = URL.parse(next, base)
  return url?.origin === base && url.pathname.startsWith('/console/')
    ? `${url.pathname}${url.search}`
    : '/console'
}
