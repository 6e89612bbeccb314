import { AppError } from '@dutybell/shared/errors'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { catalogued } from './catalogue.ts'
import { errorPage, errorList } from './render-page.ts'

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
}

/** What `type` of a problem leads to: a page that says what happened and what to do. */
export const errorPages: FastifyPluginAsyncTypebox = async (app) => {
  app.get('', { schema: { hide: true } }, async (_, reply) =>
    reply.headers(HEADERS).send(errorList(catalogued())),
  )

  app.get(
    '/:code',
    {
      schema: {
        hide: true,
        params: Type.Object({ code: Type.String() }),
      },
    },
    async (request, reply) => {
      const entry = catalogued().find(({ code }) => code === request.params.code)
      if (entry === undefined) {
        throw new AppError('route_not_found', 'No error has this code: /docs/errors lists them all.')
      }
      return reply.headers(HEADERS).send(errorPage(entry))
    },
  )
}
