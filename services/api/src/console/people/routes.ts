import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { AppError } from '@dutybell/shared/errors'
import { Type } from 'typebox'
import { withActor } from '../../audit/actor.ts'
import { eraseRegistration } from '../../erasure/erase-registration.ts'
import { etagOf } from '../../http/etag.ts'
import { IdParams } from '../../http/schemas.ts'
import { mayDo } from '../../keys/key-ring.ts'
import { AS_GIVEN, withView } from '../../pii/personal-view.ts'
import { changeRegistration } from '../../registrations/change-registration.ts'
import { findNumberChange, keepNumber } from '../../registrations/number-change.ts'
import { findRegistration } from '../../registrations/queries.ts'
import { readRegistration } from '../../registrations/read-registration.ts'
import { changePreference } from '../../unsubscribe/change-preference.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { setNotice } from '../frame/notice.ts'
import { ConsoleRefusal } from '../frame/refusal.ts'
import { showPage } from '../frame/show-page.ts'
import { formBody, version } from '../parts/form.ts'
import { assignPages } from './assign.ts'
import { editPages } from './edit.ts'
import { eraseView } from './erase-view.ts'
import { peopleList } from './list.ts'
import { newPersonPages } from './new-person.ts'
import { loadPerson, PersonQuery } from './load-person.ts'
import { personView } from './person-view.ts'

const MAX_INSTANT_CHARACTERS = 40
const SEE_OTHER = 303

const here = '/console/people'
const config = { scopes: ['registrations'] } as const

export const peoplePages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  await app.register(peopleList, { ctx })
  await app.register(editPages, { ctx })
  await app.register(assignPages, { ctx })
  await app.register(newPersonPages, { ctx })

  app.get(
    '/people/:id',
    { schema: { params: IdParams, querystring: PersonQuery }, config },
    async (request, reply) => {
      const { caller, params, query } = request
      const may = {
        duties: caller !== null && mayDo(caller, 'assignments'),
        deliveries: caller !== null && mayDo(caller, 'deliveries'),
      }
      const data = await loadPerson(withView(ctx, request), { id: params.id, query, may })
      return showPage(ctx, { request, reply }, { here, data, view: personView })
    },
  )

  const Decision = formBody({
    version,
    at: Type.String({ maxLength: MAX_INSTANT_CHARACTERS }),
    decision: Type.Enum(['use', 'keep'] as const),
  })
  app.post(
    '/people/:id/number',
    { schema: { params: IdParams, body: Decision }, config },
    async (request, reply) =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const { id } = request.params
        const { version, at, decision } = request.body
        const reported = await findNumberChange(ctx.db, id)
        const number = reported?.new_address ?? null
        const is_other = reported !== undefined && reported.at.toString() !== at
        if (is_other || (decision === 'use' && number === null)) throw numberReportedAnew()
        if (decision === 'keep') await keepNumber(ctx, id)
        else await changeRegistration(ctx, id, { phone_number: number }, etagOf(version))
        const notice =
          decision === 'keep'
            ? 'The old number stays. What waited goes to it.'
            : 'The new number is saved. What waited goes to it.'
        return { to: `${here}/${id}`, notice, registration_id: id }
      }),
  )

  app.post(
    '/people/:id/stop-whatsapp',
    { schema: { params: IdParams, body: formBody({ version }) }, config },
    async (request, reply) =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const { id } = request.params
        const etag = etagOf(request.body.version)
        const person = await changeRegistration(ctx, id, { whatsapp_opt_in: false }, etag)
        const rest = person.email === null ? 'only calls reach them' : 'e-mail goes on'
        const notice = `WhatsApp is stopped for ${person.full_name}; ${rest}.`
        return { to: `${here}/${id}#consent`, notice, registration_id: id }
      }),
  )

  const Email = formBody({ preference: Type.Enum(['stop', 'start'] as const) })
  /** Not in the transaction of an Idempotency-Key, as it begins again where locks do not allow it. A second tap changes nothing. */
  app.post(
    '/people/:id/email',
    { schema: { params: IdParams, body: Email }, config },
    async (request, reply) => {
      const { id } = request.params
      const { preference } = request.body
      const { email, suppression } = await readRegistration({ ...ctx, view: AS_GIVEN }, id)
      const is_theirs = suppression.email !== null && suppression.email.by !== 'coordinator'
      if (email === null || (preference === 'start' && is_theirs)) throw emailIsTheirs()
      await changePreference(withActor({ db: ctx.db }, request), email, preference)
      const notice =
        preference === 'stop'
          ? 'E-mail is stopped for this address. What waited is withdrawn.'
          : 'E-mail goes to this address again.'
      setNotice({ request, reply }, notice)
      return reply.redirect(`${here}/${id}#consent`, SEE_OTHER)
    },
  )

  app.get('/people/:id/erase', { schema: { params: IdParams }, config }, async (request, reply) => {
    const data = await readRegistration(withView(ctx, request), request.params.id)
    return showPage(ctx, { request, reply }, { here, data, view: eraseView })
  })

  /** Not in the transaction of an Idempotency-Key: it begins again where locks do not allow it. A second tap finds nobody. */
  app.post(
    '/people/:id/erase',
    { schema: { params: IdParams, body: formBody({ version }) }, config },
    async (request, reply) => {
      const { id } = request.params
      const person = await findRegistration(ctx.db, id)
      if (person?.status !== 'erased') {
        await eraseRegistration(withActor(ctx, request), id, etagOf(request.body.version))
      }
      setNotice({ request, reply }, 'The person is erased.')
      return reply.redirect(here, SEE_OTHER)
    },
  )
}

function numberReportedAnew(): AppError {
  return new AppError(
    'precondition_failed',
    'WhatsApp reported another number meanwhile: open the page again.',
  )
}

function emailIsTheirs(): ConsoleRefusal {
  return new ConsoleRefusal(
    403,
    'Only they can start e-mail again',
    'They stopped it by the link of a mail, or have another address now. Nothing was changed.',
  )
}
