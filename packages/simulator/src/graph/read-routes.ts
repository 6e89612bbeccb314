import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Director } from '../behaviour/director.ts'
import type { Identity } from './account.ts'
import { checkAccess, checkAppAccess, missingScope, setGraphHeaders, unknownObject } from './access.ts'
import {
  APP_ID,
  businessAccountFields,
  debugToken,
  phoneNumberFields,
  pickFields,
  subscription,
} from './account.ts'
import { giveAnswer } from './give-answer.ts'
import type { GraphErrorFacts } from './graph-error.ts'
import { listTemplates } from './list-templates.ts'
import { presentTemplate, type TemplateStore } from './template-store.ts'

const BASIC_PHONE_FIELDS = [
  'display_phone_number',
  'verified_name',
  'quality_rating',
  'code_verification_status',
]
const BASIC_ACCOUNT_FIELDS = ['name', 'message_template_namespace']

export interface ReadRoutesOptions {
  readonly identity: Identity
  readonly director: Director
  readonly templates: TemplateStore
  readonly callbackUrl: () => string
}

interface Params {
  readonly version: string
  readonly id?: string
}
type Query = Readonly<Record<string, string>>
type Found = { readonly body: unknown } | { readonly error: GraphErrorFacts }
type Find = (params: Params, query: Query, request: FastifyRequest) => Found

/** The GET routes of Graph for senders, preflight checks and probes. */
export function readRoutes(
  app: FastifyInstance,
  { identity, director, templates, callbackUrl }: ReadRoutesOptions,
): void {
  const account = () => director.behaviour().account ?? {}
  const isAccount = (id: string | undefined) => id === identity.business_account_id

  const phoneNumber = () => phoneNumberFields(identity, account(), callbackUrl())

  get(
    '/:version/debug_token',
    (_, { input_token }) => {
      if (account().token_is_opaque === true || input_token === undefined) return { error: { code: 100 } }
      return { body: debugToken(identity, account()) }
    },
    'any',
  )
  get(
    '/:version/:id/subscriptions',
    ({ id = '' }) => {
      if (id !== APP_ID) return { error: unknownObject(id, 'get') }
      return { body: { data: [subscription(account(), callbackUrl())] } }
    },
    'app',
  )
  get('/:version/:id', ({ id = '' }, { fields }) => {
    if (id === identity.phone_number_id) {
      return { body: pickFields(phoneNumber(), fields, BASIC_PHONE_FIELDS) }
    }
    if (isAccount(id)) {
      return { body: pickFields(businessAccountFields(identity, account()), fields, BASIC_ACCOUNT_FIELDS) }
    }
    const stored = templates.list().find((template) => template.id === id)
    if (!stored) return { error: unknownObject(id, 'get') }
    return { body: pickFields(presentTemplate(stored), fields, ['name', 'status', 'category', 'language']) }
  })
  get('/:version/:id/message_templates', ({ id = '' }, query, request) => {
    if (!isAccount(id)) return { error: unknownObject(id, 'get') }
    const here = new URL(request.url, `${request.protocol}://${request.host}`)
    return listTemplates(templates.list().map(presentTemplate), query, here)
  })
  get('/:version/:id/phone_numbers', ({ id = '' }, { fields }) => {
    if (!isAccount(id)) return { error: unknownObject(id, 'get') }
    const numbers = account().without_number === true ? [] : [phoneNumber()]
    return { body: { data: numbers.map((number) => pickFields(number, fields, BASIC_PHONE_FIELDS)) } }
  })
  get('/:version/:id/subscribed_apps', ({ id = '' }) => {
    if (!isAccount(id)) return { error: unknownObject(id, 'get') }
    const apps = account().subscribed === false ? [] : [{ id: APP_ID, name: 'Dutybell' }]
    return { body: { data: apps.map((app) => ({ whatsapp_business_api_data: app })) } }
  })

  /** `needs`: the scope for the management of the account, any token, or the token of the app. */
  function get(path: string, find: Find, needs: 'management' | 'any' | 'app' = 'management'): void {
    app.get<{ Params: Params; Querystring: Query }>(path, async (request, reply) => {
      const { version } = request.params
      const access =
        needs === 'app'
          ? checkAppAccess(request, version, identity, director.behaviour)
          : checkAccess(request, version, identity, director.behaviour)
      setGraphHeaders(reply, access.ok ? access.version : undefined, identity.business_account_id)
      setDate(reply, account().clock_offset_seconds)
      if (!access.ok) return refuse(reply, access.error)
      const missing = needs === 'management' ? missingScope(director.behaviour(), needs) : undefined
      if (missing) return refuse(reply, missing)
      const found = find(request.params, request.query, request)
      if ('error' in found) return refuse(reply, found.error)
      return giveAnswer(reply, director.ruleForRead()?.answer ?? { kind: 'accepted' }, found.body)
    })
  }
}

function setDate(reply: FastifyReply, offset_seconds: number | undefined): void {
  if (offset_seconds === undefined) return
  reply.header('date', new Date(Date.now() + offset_seconds * 1000).toUTCString())
}

function refuse(reply: FastifyReply, error: GraphErrorFacts): FastifyReply {
  return giveAnswer(reply, { kind: 'error', ...error }, undefined)
}
