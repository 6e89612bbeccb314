import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Director } from '../behaviour/director.ts'
import type { Identity } from './account.ts'
import { checkAccess, missingScope, setGraphHeaders, unknownObject } from './access.ts'
import { giveAnswer } from './give-answer.ts'
import type { GraphErrorFacts } from './graph-error.ts'
import { parametersIn, type TemplateStore } from './template-store.ts'

const MAX_BODY_CHARACTERS = 1024

const Body = Type.Object({
  type: Type.String({ pattern: '^(?:BODY|body)$' }),
  text: Type.String({ minLength: 1, maxLength: MAX_BODY_CHARACTERS }),
  example: Type.Optional(Type.Object({ body_text: Type.Array(Type.Array(Type.String()), { minItems: 1 }) })),
})
const Submission = Type.Object({
  name: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
  language: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2})?$' }),
  category: Type.String({ pattern: '^(?:UTILITY|MARKETING)$' }),
  parameter_format: Type.Optional(Type.String({ pattern: '^(?:POSITIONAL|positional)$' })),
  message_send_ttl_seconds: Type.Optional(Type.Integer({ minimum: -1, maximum: 43_200 })),
  components: Type.Array(Body, { minItems: 1, maxItems: 1 }),
})

/** Templates of a body with positional parameters can be submitted. Their review is by `account.template_review` of the behaviour. */
export function createTemplateRoute(
  app: FastifyInstance,
  options: { readonly identity: Identity; readonly director: Director; readonly templates: TemplateStore },
): void {
  const { identity, director, templates } = options
  app.post<{ Params: { version: string; id: string } }>(
    '/:version/:id/message_templates',
    async (request, reply) => {
      const { version, id } = request.params
      const access = checkAccess(request, version, identity, director.behaviour)
      setGraphHeaders(reply, access.ok ? access.version : undefined, identity.business_account_id)
      const refuse = (error: GraphErrorFacts) => giveAnswer(reply, { kind: 'error', ...error }, undefined)
      if (!access.ok) return refuse(access.error)
      const missing = missingScope(director.behaviour(), 'management')
      if (missing) return refuse(missing)
      if (id !== identity.business_account_id) return refuse(unknownObject(id, 'post'))
      const { body } = request
      if (!Value.Check(Submission, body)) return refuse({ code: 100, details: describeFault(body) })
      const { name, language, category, message_send_ttl_seconds, components } = body
      const [component] = components
      const text = component?.text ?? ''
      const values = component?.example?.body_text[0] ?? []
      if (/^\s*\{\{|\}\}\s*$/.test(text)) return refuse(VARIABLE_AT_AN_END)
      if (values.length !== parametersIn(text)) return refuse(NO_EXAMPLE)
      if (templates.find(name, language)) return refuse(EXISTS)
      const { template_review = 'PENDING', template_category = category } = director.behaviour().account ?? {}
      const added = templates.add({
        name,
        language,
        body: text,
        example: values,
        status: template_review,
        category: template_category,
        parameter_format: 'POSITIONAL',
        time_to_live_seconds: message_send_ttl_seconds ?? -1,
      })
      return { id: added.id, status: added.status, category: added.category }
    },
  )
}

const EXISTS: GraphErrorFacts = {
  code: 100,
  error_subcode: 2388024,
  title: 'Invalid parameter',
  details: 'Content in this language already exists',
}
const VARIABLE_AT_AN_END: GraphErrorFacts = {
  code: 100,
  error_subcode: 2388299,
  title: 'Invalid parameter',
  details: "Variables can't be at the start or end of the template",
}
const NO_EXAMPLE: GraphErrorFacts = {
  code: 100,
  error_subcode: 2388043,
  title: 'Invalid parameter',
  details: 'Message template "components" param is missing expected field(s): example',
}

function describeFault(body: unknown): string {
  const [fault] = Value.Errors(Submission, body)
  return `${fault?.instancePath || 'body'}: ${fault?.message ?? 'is not valid'}`
}
