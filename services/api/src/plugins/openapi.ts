import type { FastifyInstance } from 'fastify'
import { isObject, type JsonObject, valuesOf } from '@dutybell/shared/json-object'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { errorTable } from '../errors/catalogue.ts'
import { describeRoute } from '../openapi/describe-route.ts'
import { finishDocument } from '../openapi/finish-document.ts'

/**
 * `/openapi.json`, from the schemas that validate, and its page at `/docs`, which needs no internet access. `/` leads there unless
 * it is the sign-up page.
 */
export async function describeApi(
  app: FastifyInstance,
  { public_url, sign_up_page }: { public_url: string | undefined; sign_up_page: boolean },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Dutybell',
        description: `Registers volunteers, assigns duties, and tells them of both by WhatsApp and e-mail.\n\n## Errors\n\n${errorTable()}`,
        version: '1',
      },
      ...(public_url === undefined ? {} : { servers: [{ url: public_url }] }),
      tags: [
        { name: 'registrations', description: 'People who signed up.' },
        { name: 'inbound messages', description: 'What people wrote by WhatsApp.' },
        { name: 'duty times', description: 'The times of duties that the community uses.' },
        { name: 'duty assignments', description: 'Duties of people by date and duty time.' },
        { name: 'imports', description: 'Registrations and duty assignments from CSV files.' },
        { name: 'days', description: 'Who has which duty on a day, who was told, and whom to call.' },
        {
          name: 'deliveries',
          description: 'Messages by recipient, channel and state.',
        },
        { name: 'channels', description: 'State of WhatsApp and e-mail, with waiting and held deliveries.' },
        { name: 'alerts', description: 'Conditions that an operator must act on.' },
        { name: 'reminders', description: 'Reminders by hand.' },
        { name: 'audit log', description: 'Changes, retries, pauses, erasures and reads of personal data.' },
        { name: 'webhooks', description: 'Webhooks of WhatsApp.' },
        { name: 'health', description: 'For load balancers and monitoring.' },
      ],
      components: {
        headers: {
          'X-Request-Id': {
            description: 'The `X-Request-Id` of the request, else a new one; the log contains it.',
            required: true,
            schema: { type: 'string' },
          },
        },
        securitySchemes: {
          admin_key: {
            type: 'http',
            scheme: 'bearer',
            description:
              'The secret of a key: one of ADMIN_API_KEYS, which may do everything, or one that `pnpm api-keys` made, which may do what its scopes say: `registrations`, `assignments` (also reminders), `deliveries`, `admin` (all of these, and channels, templates and the audit log) and `pii`. Without `pii` phone numbers, e-mail addresses and the ids of messages come masked.',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => ({
      url,
      schema: describeRoute({ url, method: route.method, schema, config: route.config ?? {} }),
    }),
    transformObject: (document) =>
      'openapiObject' in document ? finishDocument(document.openapiObject) : document,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { validatorUrl: null },
    transformSpecification: (document) => withoutFilterExamples(document),
    transformSpecificationClone: true,
    uiHooks: {
      // Swagger UI builds the address of its document from that of the page, which a query breaks.
      onRequest: (request, reply, done) => {
        const [path = '', query] = request.url.split('?', 2)
        if (query === undefined || !/^\/docs\/?$/.test(path)) return done()
        void reply.redirect(path)
      },
    },
    staticCSP: {
      'default-src': "'self'",
      'style-src': "'self' 'unsafe-inline'",
      'img-src': "'self' data:",
      'connect-src': ["'self'", ...(public_url === undefined ? [] : [new URL(public_url).origin])],
      'frame-ancestors': "'none'",
    },
  })
  if (!sign_up_page) app.get('/', { schema: { hide: true } }, async (_, reply) => reply.redirect('/docs'))
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

/**
 * The document for the page at /docs: "try it out" fills each parameter with its example, so that optional filters with examples would
 * find nothing. Required parameters keep theirs.
 */
function withoutFilterExamples(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const operation of valuesOf(document['paths']).flatMap(valuesOf)) {
    const parameters: unknown = operation['parameters']
    if (!Array.isArray(parameters)) continue
    for (const parameter of parameters)
      if (isObject(parameter) && parameter['required'] !== true) dropExamples(parameter)
  }
  return { ...document }
}

function dropExamples(value: JsonObject): void {
  delete value['example']
  delete value['examples']
  for (const inner of Object.values(value)) {
    if (isObject(inner)) dropExamples(inner)
    if (Array.isArray(inner)) for (const item of inner) if (isObject(item)) dropExamples(item)
  }
}
