import { MAX_RENDERED_CHARACTERS, renderTemplate } from '@dutybell/shared/templates/render'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { digitsOf } from './digits.ts'
import type { GraphErrorFacts } from './graph-error.ts'
import type { StoredTemplate, TemplateStore } from './template-store.ts'

const MAX_OPAQUE_CHARACTERS = 512
/** The version from which bad parameters have a code of their own. */
const VERSION_OF_132018 = 23

const Parameter = Type.Object(
  { type: Type.String(), text: Type.Optional(Type.String()), parameter_name: Type.Optional(Type.String()) },
  { additionalProperties: false },
)
const Component = Type.Object(
  {
    type: Type.String(),
    sub_type: Type.Optional(Type.String()),
    index: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
    parameters: Type.Optional(Type.Array(Parameter)),
  },
  { additionalProperties: false },
)
const TemplateMessage = Type.Object({
  messaging_product: Type.Literal('whatsapp'),
  recipient_type: Type.Optional(Type.Literal('individual')),
  to: Type.String(),
  type: Type.Literal('template'),
  biz_opaque_callback_data: Type.Optional(Type.String({ maxLength: MAX_OPAQUE_CHARACTERS })),
  template: Type.Object(
    {
      name: Type.String(),
      language: Type.Object(
        { code: Type.String(), policy: Type.Optional(Type.Literal('deterministic')) },
        { additionalProperties: false },
      ),
      components: Type.Optional(Type.Array(Component)),
    },
    { additionalProperties: false },
  ),
})

export interface ValidMessage {
  readonly to: string
  readonly wa_id: string
  readonly template: string
  readonly language: string
  readonly parameters: readonly string[]
  readonly text: string
  readonly biz_opaque_callback_data: string | null
}

export type Validation =
  | { readonly ok: true; readonly message: ValidMessage }
  | { readonly ok: false; readonly error: GraphErrorFacts }

export type ValidateMessage = (body: unknown, apiVersion: number) => Validation

/** Meta's synchronous checks of a template message, in Meta's order. */
export function createMessageValidator(templates: TemplateStore, senderDigits: string): ValidateMessage {
  const shape = Compile(TemplateMessage)
  return (body, apiVersion) => {
    if (!shape.Check(body)) return refuse(shapeError(body, shape.Errors(body)))
    const error = addresseeError(body, senderDigits)
    if (error) return refuse(error)
    const { name, language, components = [] } = body.template
    const stored = templates.find(name, language.code)
    if (stored?.status !== 'APPROVED') return refuse(templateError(name, language.code, stored))
    return checkComponents(body, components, stored, apiVersion)
  }
}

function refuse(error: GraphErrorFacts): Validation {
  return { ok: false, error }
}

function shapeError(
  body: unknown,
  faults: readonly { instancePath: string; message: string }[],
): GraphErrorFacts {
  for (const name of ['messaging_product', 'to', 'type', 'template']) {
    if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) {
      if (name !== 'template' || typeOf(body) === 'template') {
        return { code: 100, title: `The parameter ${name} is required.` }
      }
    }
  }
  const type = typeOf(body)
  if (type !== 'template') {
    return { code: 131051, details: `Message type ${String(type)} is not supported: only template is.` }
  }
  const fault = faults[0]
  return { code: 100, details: `${fault?.instancePath || 'body'}: ${fault?.message ?? 'is not valid'}` }
}

function typeOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined
}

function addresseeError(
  body: Static<typeof TemplateMessage>,
  senderDigits: string,
): GraphErrorFacts | undefined {
  const digits = digitsOf(body.to)
  if (!/^\+?[\d\s()-]+$/.test(body.to) || digits.length < 7 || digits.length > 15) {
    return { code: 131009, details: 'Parameter value is not valid: to is not a phone number' }
  }
  if (digits === senderDigits) return { code: 131021, details: 'Sender and recipient are the same number' }
  return undefined
}

function templateError(name: string, language: string, stored: StoredTemplate | undefined): GraphErrorFacts {
  if (stored?.status === 'PAUSED') return { code: 132015, details: `Template ${name} is paused` }
  if (stored?.status === 'DISABLED') return { code: 132016, details: `Template ${name} is disabled` }
  return { code: 132001, details: `template name (${name}) does not exist in ${language}` }
}

function checkComponents(
  body: Static<typeof TemplateMessage>,
  components: readonly Static<typeof Component>[],
  stored: StoredTemplate,
  apiVersion: number,
): Validation {
  const stranger = components.find((component) => component.type.toLowerCase() !== 'body')
  if (stranger) {
    return refuse({ code: 132012, details: `The template has no ${stranger.type} component with parameters` })
  }
  const given = components.flatMap((component) => component.parameters ?? [])
  const expected = stored.template.parameters.length
  if (given.length !== expected) {
    const details = `body: number of localizable_params (${given.length}) does not match the expected number of params (${expected})`
    return refuse({ code: 132000, details })
  }
  if (given.some(({ type, parameter_name }) => type !== 'text' || parameter_name !== undefined)) {
    return refuse({ code: 132012, details: 'body: the template takes positional text parameters' })
  }
  const parameters = given.map(({ text }) => text ?? '')
  if (parameters.includes(''))
    return refuse({ code: 131008, details: 'Parameter of type text is missing text value' })
  if (parameters.some((text) => /[\n\r\t]| {5}/.test(text))) {
    const details = 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces'
    return refuse({ code: apiVersion >= VERSION_OF_132018 ? 132018 : 100, details })
  }
  const text = renderTemplate(stored.template, parameters)
  if (Array.from(text).length > MAX_RENDERED_CHARACTERS) {
    return refuse({
      code: 132005,
      details: `Translated text is longer than ${MAX_RENDERED_CHARACTERS} characters`,
    })
  }
  const { to, biz_opaque_callback_data = null } = body
  const { name: template } = stored.template
  const { language } = stored
  return {
    ok: true,
    message: { to, wa_id: digitsOf(to), template, language, parameters, text, biz_opaque_callback_data },
  }
}
