import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Director } from '../behaviour/director.ts'
import type { Answer } from '../behaviour/answer.ts'
import type { MessageRule } from '../behaviour/schema.ts'
import type { Identity } from './account.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { CallbackSchedule } from '../webhooks/callbacks.ts'
import { checkAccess, missingScope, setGraphHeaders, unknownObject } from './access.ts'
import { giveAnswer, httpStatusOfAnswer, isTaken } from './give-answer.ts'
import type { GraphErrorFacts } from './graph-error.ts'
import type { CheckLimits } from './limits.ts'
import type { ValidateMessage, ValidMessage } from './validate-message.ts'
import { createWamid } from './whatsapp-ids.ts'

/** Called with the bearer token of the request. */
export type DecideMessage = (message: ValidMessage, token: string) => MessageRule | undefined

export interface SendMessageOptions {
  readonly identity: Identity
  readonly director: Director
  readonly ledger: Ledger
  readonly callbacks: CallbackSchedule
  readonly validate: ValidateMessage
  readonly limits: CheckLimits
  readonly decide: DecideMessage | undefined
  /** Aborted when the simulator closes, to end each latency. */
  readonly stopping: AbortSignal
}

interface Route {
  Params: { version: string; phone_number_id: string }
}

export function sendMessageRoute(app: FastifyInstance, options: SendMessageOptions): void {
  const { identity, director, ledger, callbacks, validate, limits, decide, stopping } = options

  app.post<Route>('/:version/:phone_number_id/messages', async (request, reply) => {
    const { version, phone_number_id } = request.params
    const access = checkAccess(request, version, identity, director.behaviour)
    setGraphHeaders(reply, access.ok ? access.version : undefined, identity.business_account_id)
    const record = recorder(ledger, version, request.body)

    if (!access.ok) return refuse(access.error)
    const missing = missingScope(director.behaviour(), 'messages')
    if (missing) return refuse(missing)
    if (phone_number_id !== identity.phone_number_id) return refuse(unknownObject(phone_number_id, 'post'))
    const validation = validate(request.body, access.version.major)
    if (!validation.ok) return refuse(validation.error)

    const { message } = validation
    const rule = decide?.(message, access.token) ?? director.ruleForMessage(message.to, message.template)
    const answer = rule?.answer ?? limitAnswer(limits(message.wa_id))
    const wamid = isTaken(answer) ? createWamid(message.wa_id) : null
    const entry = record(answer, message, wamid)
    if (entry.taken) {
      const asked = { ...director.behaviour().callbacks, ...rule?.callbacks }
      const firstTried = callbacks.begin(entry, asked)
      if (asked.before_answer === true) await firstTried
    }
    if (rule?.latency_ms) await pause(rule.latency_ms, undefined, { signal: stopping }).catch(() => undefined)
    return giveAnswer(reply, answer, successBody(message, wamid, answer))

    function refuse(error: GraphErrorFacts): unknown {
      const answer: Answer = { kind: 'error', ...error }
      record(answer, undefined, null)
      return giveAnswer(reply, answer, undefined)
    }
  })
}

function limitAnswer(error: GraphErrorFacts | undefined): Answer {
  return error ? { kind: 'error', ...error } : { kind: 'accepted' }
}

function recorder(ledger: Ledger, apiVersion: string, payload: unknown) {
  const received_at = new Date().toISOString()
  return (answer: Answer, message: ValidMessage | undefined, wamid: string | null) =>
    ledger.addMessage({
      received_at,
      taken: wamid !== null,
      answer: answer.kind,
      http_status: httpStatusOfAnswer(answer),
      error_code: answer.kind === 'error' ? answer.code : null,
      wamid,
      to: message?.to ?? textAt(payload, 'to'),
      wa_id: message?.wa_id ?? null,
      template: message?.template ?? null,
      language: message?.language ?? null,
      parameters: message?.parameters ?? [],
      text: message?.text ?? null,
      biz_opaque_callback_data:
        message?.biz_opaque_callback_data ?? textAt(payload, 'biz_opaque_callback_data'),
      api_version: apiVersion,
      payload,
    })
}

function textAt(payload: unknown, key: string): string | null {
  if (typeof payload !== 'object' || payload === null) return null
  const value: unknown = Object.getOwnPropertyDescriptor(payload, key)?.value
  return typeof value === 'string' ? value : null
}

function successBody(message: ValidMessage, wamid: string | null, answer: Answer): unknown {
  const status = answer.kind === 'accepted' ? answer.message_status : undefined
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: message.to, wa_id: message.wa_id }],
    messages: [{ id: wamid, ...(status === null ? {} : { message_status: status ?? 'accepted' }) }],
  }
}
