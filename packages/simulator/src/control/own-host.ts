import type { FastifyInstance } from 'fastify'
import { isIP } from 'node:net'
import { hostname } from 'node:os'

/**
 * Refuses requests for other host names: a page whose name was pointed at this machine (DNS rebinding) could read every message. An
 * address is no name, so no other page can use it.
 */
export function answerOwnHostOnly(app: FastifyInstance, listening_on: string): void {
  const own = new Set(['localhost', hostname().toLowerCase(), listening_on.toLowerCase()])
  app.addHook('onRequest', (request, reply, done) => {
    const [, , address, word = ''] =
      /^(\[([\da-f:.]+)\]|([\w.-]+?)\.?)(?::\d+)?$/i.exec(request.headers.host ?? '') ?? []
    const name = address ?? word.toLowerCase()
    if (isIP(name) !== 0 || own.has(name)) return done()
    reply.code(403).send({
      message: `The simulator does not answer to the host name ${JSON.stringify(name)}: use ${[...own].join(', ')} or an address.`,
    })
  })
}
