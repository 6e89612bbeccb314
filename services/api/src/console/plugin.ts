import type { Scope } from '@dutybell/shared/api-keys/scopes'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { mayDo } from '../keys/key-ring.ts'
import { missingScope } from '../plugins/admin-auth.ts'
import { validateForms } from '../plugins/validation.ts'
import { serveAssets } from './frame/assets.ts'
import type { ConsoleContext } from './frame/context.ts'
import { sendErrorPage } from './frame/error-page.ts'
import { keptFormOf, mayBeKept, sendAgainView } from './frame/kept-form.ts'
import { ConsoleRefusal } from './frame/refusal.ts'
import { closeSession, hasFormToken, recogniseSession, useHttps } from './frame/session.ts'
import { sendView, showPage } from './frame/show-page.ts'
import { isSameOrigin, transportOf } from './frame/transport.ts'
import { dayPages } from './day/routes.ts'
import { importPages } from './import/routes.ts'
import { inboxPages } from './inbox/routes.ts'
import { messagePages } from './messages/routes.ts'
import { peoplePages } from './people/routes.ts'
import { reminderPages } from './reminders/routes.ts'
import { rosterPages } from './roster/routes.ts'
import { settingsPages } from './settings/routes.ts'
import { signInRoutes } from './sign-in/routes.ts'
import { signInView } from './sign-in/view.ts'
import { todayPages } from './today/routes.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a page or form of the console: a key with one of these may use it; `admin` unless given. */
    scopes?: readonly Scope[]
  }
}

const SEE_OTHER = 303
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  // Without a referrer, browsers send the Origin `null` with a form.
  'referrer-policy': 'same-origin',
} as const

/** The console: pages and forms for people with an admin key. docs/console.md says how a page is added. */
export async function consolePages(app: FastifyInstance, { ctx }: { ctx: ConsoleContext }): Promise<void> {
  await app.register(cookie)
  await app.register(formbody)
  validateForms(app)
  app.decorate('community_name', ctx.community_name)
  app.decorateRequest('caller', null)
  app.decorateRequest('visit', null)
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, hide: true }
  })
  app.setErrorHandler((error, request, reply) => sendErrorPage(ctx, { request, reply }, error))

  app.addHook('onRequest', async (_, reply) => void reply.headers(HEADERS))
  await serveAssets(app)
  await app.register(async (pages) => {
    pages.addHook('onRequest', async (request) => {
      if (transportOf(request) === 'insecure') throw useHttps()
      if (isForm(request) && !isSameOrigin(request, ctx.public_url)) throw foreignForm()
      await recogniseSession(ctx.db, ctx.keys, request)
    })
    pages.setNotFoundHandler(() => {
      throw new ConsoleRefusal(404, 'There is no such page', 'The address may have been mistyped.')
    })
    await pages.register(signInRoutes, { ctx })
    await pages.register(async (inner) => {
      requireSession(inner, ctx)
      await inner.register(todayPages, { ctx })
      await inner.register(dayPages, { ctx })
      await inner.register(rosterPages, { ctx })
      await inner.register(messagePages, { ctx })
      await inner.register(reminderPages, { ctx })
      await inner.register(settingsPages, { ctx })
      await inner.register(peoplePages, { ctx })
      await inner.register(inboxPages, { ctx })
      await inner.register(importPages, { ctx })
      inner.post('/sign-out', { config: { scopes: [] } }, async (request, reply) => {
        await closeSession(ctx.db, { request, reply })
        return reply.redirect('/console', SEE_OTHER)
      })
    })
  })
}

/** Every route of `app` is for a browser that is signed in with a key of the route's scopes. */
function requireSession(app: FastifyInstance, ctx: ConsoleContext): void {
  app.addHook('onRequest', async (request, reply) => {
    const { caller, url } = request
    if (caller === null) {
      if (!isForm(request)) return reply.redirect(`/console?next=${encodeURIComponent(url)}`, SEE_OTHER)
      if (!mayBeKept(request)) throw signedOut()
      return // refused below, where its fields are known
    }
    const { scopes = ['admin'] } = request.routeOptions.config
    const [needed] = scopes
    if (needed !== undefined && !scopes.some((scope) => mayDo(caller, scope))) throw missingScope(needed)
  })
  const refuseWithoutToken = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!isForm(request) || hasFormToken(request)) return
    const kept = keptFormOf(request)
    if (request.caller === null) {
      if (kept === undefined) throw signedOut()
      const view = signInView({ community_name: ctx.community_name, next: '', kept })
      return sendView({ request, reply }, { frame: null, status: 403, view })
    }
    if (kept === undefined) throw outOfDate()
    return showPage(ctx, { request, reply }, { status: 403, data: kept, view: sendAgainView })
  }
  app.addHook('preValidation', async (request, reply) => {
    if (!isUpload(request)) return refuseWithoutToken(request, reply)
  })
  app.addHook('preHandler', refuseWithoutToken) // an upload has its fields now
}

function isForm({ method }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD'
}

function isUpload({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.startsWith('multipart/form-data') === true
}

function outOfDate(): ConsoleRefusal {
  return new ConsoleRefusal(
    403,
    'This form is out of date',
    'You signed in again since the page was opened. Nothing was changed: open the page again and repeat it.',
  )
}

function foreignForm(): ConsoleRefusal {
  return new ConsoleRefusal(
    403,
    'This form came from another site',
    'Nothing was changed. If you filled it in here, PUBLIC_URL must be the address of this page, and a proxy must pass on the Host header.',
  )
}

function signedOut(): ConsoleRefusal {
  return new ConsoleRefusal(
    403,
    'You are signed out',
    'Nothing was changed. Sign in, open the page again and repeat it.',
  )
}
