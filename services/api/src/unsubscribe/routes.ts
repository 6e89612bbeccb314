import type { Db } from '@dutybell/shared/db/client'
import { unsubscribeTokensOf } from '@dutybell/shared/unsubscribe/unsubscribe-token'
import { maskEmailAddress } from '@dutybell/shared/people/mask'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { changePreference, type EmailPreference, isStopped } from './change-preference.ts'
import { PAGE_POLICY, type PageName, renderPage } from './page.ts'

const BODY_LIMIT_BYTES = 16 * 1024

const schema = {
  hide: true,
  params: Type.Object({ token: Type.String() }),
  querystring: Type.Object({ language: Type.Optional(Type.String()) }),
}

/**
 * The page behind the link of an e-mail. GET shows what holds and changes nothing, because mail scanners follow links. POST stops
 * e-mail to the address, also for a mail program (RFC 8058): of any body, except the one of the button that undoes it.
 */
export const unsubscribeRoutes: FastifyPluginAsyncTypebox<{ readonly db: Db }> = async (app, { db }) => {
  const tokens = unsubscribeTokensOf(db)
  const addressIn = async (token: string) => (await tokens()).addressIn(token)
  app.removeAllContentTypeParsers()
  // RFC 8058 prescribes multipart/form-data and allows a URL-encoded form.
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES }, (_, body, done) =>
    done(null, body),
  )

  app.get('/:token', { schema }, async ({ params, query: { language } }, reply) => {
    const address = await addressIn(params.token)
    if (address === undefined) return sendPage(reply.code(404), 'invalid', language)
    return sendPage(reply, (await isStopped(db, address)) ? 'stopped' : 'wanted', language, address)
  })

  app.post('/:token', { schema }, async ({ params, query: { language }, body, id: request_id }, reply) => {
    const address = await addressIn(params.token)
    if (address === undefined) return sendPage(reply.code(404), 'invalid', language)
    const preference = preferenceIn(body)
    await changePreference({ db, request_id }, address, preference)
    return sendPage(reply, preference === 'stop' ? 'stopped' : 'resumed', language, address)
  })
}

function preferenceIn(body: unknown): EmailPreference {
  const form = new URLSearchParams(typeof body === 'string' ? body : '')
  return form.get('preference') === 'start' ? 'start' : 'stop'
}

function sendPage(reply: FastifyReply, name: PageName, language = 'en', address?: string): FastifyReply {
  return reply
    .headers({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(renderPage(name, language, address === undefined ? undefined : maskEmailAddress(address)))
}
