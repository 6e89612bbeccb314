import { parseJson } from '@dutybell/shared/json-object'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Director } from './behaviour/director.ts'
import type { EventStream } from './control/event-stream.ts'
import { answerOwnHostOnly } from './control/own-host.ts'
import { controlRoutes } from './control/routes.ts'
import { createTemplateRoute } from './graph/create-template-route.ts'
import { createLimits } from './graph/limits.ts'
import { readRoutes } from './graph/read-routes.ts'
import { type DecideMessage, sendMessageRoute } from './graph/send-message-route.ts'
import type { TemplateStore } from './graph/template-store.ts'
import { createMessageValidator } from './graph/validate-message.ts'
import type { Identity } from './graph/account.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Simulator } from './simulator.ts'
import type { CallbackSchedule } from './webhooks/callbacks.ts'

const MAX_BODY_BYTES = 4 * 1024 * 1024

export interface AppOptions {
  readonly host: string
  readonly identity: Identity
  readonly director: Director
  readonly ledger: Ledger
  readonly callbacks: CallbackSchedule
  /** The receiver of the webhooks. */
  readonly callbackUrl: () => string
  readonly templates: TemplateStore
  readonly stream: EventStream
  readonly control: Omit<Simulator, 'url' | 'smtp_url'>
  readonly decide: DecideMessage | undefined
  readonly stopping: AbortSignal
}

/** One HTTP server for the Graph API, the control API and the page. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { identity, director, templates } = options
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  })
  answerOwnHostOnly(app, options.host)
  await app.register(async (graph) => {
    // Graph answers malformed JSON like a body without parameters.
    graph.removeAllContentTypeParsers()
    graph.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
      done(null, parseJson(String(body))),
    )
    const validate = createMessageValidator(templates, identity.display_phone_number)
    sendMessageRoute(graph, { ...options, validate, limits: createLimits(director.behaviour) })
    readRoutes(graph, options)
    createTemplateRoute(graph, options)
  })
  await app.register(controlRoutes, {
    simulator: options.control,
    stream: options.stream,
    ledger: options.ledger,
  })
  return app
}
