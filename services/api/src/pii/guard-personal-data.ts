import type { AuditSubject } from '@dutybell/shared/audit/actions'
import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import type { Db } from '@dutybell/shared/db/client'
import { AppError } from '@dutybell/shared/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../audit/actor.ts'
import { auditRecord } from '../audit/record-audit.ts'
import { loggableError } from '../http/loggable-error.ts'
import { mayDo } from '../keys/key-ring.ts'
import { maskFields, showsPersonalFields } from './mask-fields.ts'

/**
 * All answers of `app` pass here as text, also stored answers of idempotency keys. Without the scope `pii` they are masked; with
 * it, an audit entry per request records what was shown. An answer that is not JSON cannot be masked and requires `pii`.
 */
export function guardPersonalData(app: FastifyInstance, db: Db): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!request.caller || payload === null || payload === undefined || payload === '') return payload
    if (seesPersonalData(request)) {
      if (typeof payload !== 'string' || showsPersonalFields(payload)) await recordReveal(db, request)
      return payload
    }
    if (typeof payload === 'string' && isJson(reply.getHeader('content-type'))) return maskFields(payload)
    throw new AppError('missing_scope', 'This needs a key with the scope pii.')
  })
}

export function seesPersonalData({ caller }: FastifyRequest): boolean {
  return caller !== null && mayDo(caller, 'pii')
}

function isJson(content_type: unknown): boolean {
  return /^application\/(?:problem\+)?json\b/.test(String(content_type))
}

/**
 * Runs before the answer is sent. A failed audit insert does not refuse the answer; it is logged as an error.
 */
async function recordReveal(db: Db, request: FastifyRequest): Promise<void> {
  const actor = actorOf(request)
  const route = `${request.method} ${request.routeOptions.url}`
  const subject_id = idIn(request.params)
  const act = auditRecord(actor, {
    action: 'personal_data.revealed',
    subject_type: subjectOf(request),
    details: { route },
  })
  try {
    await insertAudit(db, { ...act, subject_id })
  } catch (error) {
    request.log.error(
      { error: loggableError(error), actor: actor.name, route, subject_id },
      'Personal data was shown, but the audit entry could not be written',
    )
  }
}

function subjectOf({ routeOptions: { url = '' } }: FastifyRequest): AuditSubject {
  if (url.startsWith('/v1/registrations')) return 'registration'
  if (url.startsWith('/v1/deliveries')) return 'delivery'
  return 'answer'
}

function idIn(params: unknown): string | null {
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined
  return typeof id === 'string' ? id : null
}
