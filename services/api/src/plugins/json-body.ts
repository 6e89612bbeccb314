import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance } from 'fastify'

/** Accepts JSON in valid UTF-8 only; the schema of the route judges an absent body, which is `{}` where it may be left out. */
export function acceptJsonOnly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addHook('preValidation', async (request) => {
    if (request.routeOptions.config.body_optional === true) request.body ??= {}
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    const text = decodeUtf8(body)
    if (text !== undefined) return void parseJson(request, text, done)
    done(new AppError('malformed_request', 'The body is not valid UTF-8: send text in that encoding.'))
  })
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
