import type { AuditSubject } from '@dutybell/shared/audit/actions'
import { insertAudit } from '@dutybell/shared/audit/insert-audit'
import type { Db } from '@dutybell/shared/db/client'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../audit/actor.ts'
import { auditRecord } from '../audit/record-audit.ts'
import { idIn } from '../http/schemas.ts'
import { missingScope } from '../plugins/admin-auth.ts'
import { seesPersonalData } from './personal-view.ts'

/**
 * An audit entry for each request of `app` whose answer shows personal data in full. A kept answer of an Idempotency-Key that does is
 * refused to a key without `pii`.
 */
export function auditReveals(app: FastifyInstance, db: Db): void {
  app.decorateRequest('reveals_personal_data', false)
  app.addHook('onSend', async (request, reply, payload) => {
    const is_empty = payload === null || payload === undefined || payload === ''
    if (!request.reveals_personal_data || !request.caller || is_empty || reply.statusCode >= 400)
      return payload
    if (!seesPersonalData(request)) {
      reply.removeHeader('idempotency-replayed')
      throw missingScope('pii')
    }
    await recordReveal(db, request)
    return payload
  })
}

/**
 * Runs before the answer is sent. A failed audit insert does not refuse the answer; it is logged as an error.
 */
async function recordReveal(db: Db, request: FastifyRequest): Promise<void> {
  const actor = actorOf(request)
  const route = `${request.method} ${request.routeOptions.url}`
  const subject_id = idIn(request.params) ?? null
  const act = auditRecord(actor, {
    action: 'personal_data.revealed',
    subject_type: subjectOf(request),
    details: { route },
  })
  try {
    await insertAudit(db, { ...act, subject_id })
  } catch (err) {
    request.log.error(
      { err, admin: actor.name, route, subject_id },
      'Could not write the audit entry of personal data that was shown',
    )
  }
}

function subjectOf({ routeOptions: { url = '' } }: FastifyRequest): AuditSubject {
  if (/^\/(?:v1\/registrations|console\/people)/.test(url)) return 'registration'
  if (/^\/(?:v1\/deliveries|console\/messages)/.test(url)) return 'delivery'
  return 'answer'
}
