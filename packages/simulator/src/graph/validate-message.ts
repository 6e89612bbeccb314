import { MAX_RENDERED_CHARACTERS, renderTemplate } from '@dutybell/shared/templates/render'
import { MessageRequest } from '@dutybell/shared/whatsapp/contract/message'
import { Compile } from 'typebox/compile'
import { digitsOf } from './whatsapp-ids.ts'
import type { GraphErrorFacts } from './graph-error.ts'
import { parametersIn, type StoredTemplate, type TemplateStore } from './template-store.ts'

/** The version from which invalid parameters have a code of their own. */
const VERSION_OF_132018 = 23

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

/** Meta's synchronous checks of a template message: the request, then the template, then its parameters. */
export function createMessageValidator(templates: TemplateStore, senderDigits: string): ValidateMessage {
  const request = Compile(MessageRequest)
  return (body, apiVersion) => {
    if (!request.Check(body)) return refuse(requestError(body, request.Errors(body), apiVersion))
    if (digitsOf(body.to) === senderDigits) {
      return refuse({ code: 131021, details: 'Sender and recipient are the same number' })
    }
    const { name, language } = body.template
    const stored = templates.find(name, language.code)
    if (stored?.status !== 'APPROVED') return refuse(templateError(name, language.code, stored))
    return checkParameters(body, stored)
  }
}

function refuse(error: GraphErrorFacts): Validation {
  return { ok: false, error }
}

interface Fault {
  readonly instancePath: string
  readonly keyword: string
  readonly message: string
}

/** Meta's code for the first difference from the contract. */
function requestError(body: unknown, faults: readonly Fault[], apiVersion: number): GraphErrorFacts {
  const facts =
    typeof body === 'object' && body !== null ? new Map<string, unknown>(Object.entries(body)) : null
  const type = facts?.get('type')
  if (type !== undefined && type !== 'template') {
    return {
      code: 131051,
      details: `Message type ${JSON.stringify(type)} is not supported: only template is.`,
    }
  }
  for (const name of ['messaging_product', 'to', 'type', 'template']) {
    if (!facts?.has(name)) return { code: 100, title: `The parameter ${name} is required.` }
  }
  const [fault] = faults
  if (!fault) return { code: 100 }
  const { instancePath: path, keyword } = fault
  const details = `${path || 'body'}: ${fault.message}`
  if (path === '/to') return { code: 131009, details: `Parameter value is not valid: ${details}` }
  if (path === '/template/name' || path === '/template/language/code') return { code: 132001, details }
  if (path.endsWith('/text')) {
    if (keyword === 'minLength')
      return { code: 131008, details: 'Parameter of type text is missing text value' }
    if (keyword === 'maxLength') return { code: 132005, details }
    const text = 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces'
    return { code: apiVersion >= VERSION_OF_132018 ? 132018 : 100, details: text }
  }
  return { code: path.startsWith('/template/components/') ? 132012 : 100, details }
}

function templateError(name: string, language: string, stored: StoredTemplate | undefined): GraphErrorFacts {
  if (stored?.status === 'PAUSED') return { code: 132015, details: `Template ${name} is paused` }
  if (stored?.status === 'DISABLED') return { code: 132016, details: `Template ${name} is disabled` }
  return { code: 132001, details: `template name (${name}) does not exist in ${language}` }
}

function checkParameters(body: MessageRequest, stored: StoredTemplate): Validation {
  const parameters = (body.template.components ?? []).flatMap((component) =>
    component.parameters.map(({ text }) => text),
  )
  if (stored.parameter_format === 'NAMED')
    return refuse({ code: 100, details: 'Parameter name is missing or empty' })
  const expected = parametersIn(stored.body)
  if (parameters.length !== expected) {
    const details = `body: number of localizable_params (${parameters.length}) does not match the expected number of params (${expected})`
    return refuse({ code: 132000, details })
  }
  const text = renderTemplate(stored, parameters)
  if (Array.from(text).length > MAX_RENDERED_CHARACTERS) {
    return refuse({
      code: 132005,
      details: `Translated text is longer than ${MAX_RENDERED_CHARACTERS} characters`,
    })
  }
  const { to, biz_opaque_callback_data = null } = body
  const { name: template, language } = stored
  return {
    ok: true,
    message: { to, wa_id: digitsOf(to), template, language, parameters, text, biz_opaque_callback_data },
  }
}
