import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { AppError, type ErrorCode } from '@dutybell/shared/errors'
import { etagOf } from '../../http/etag.ts'
import { IdParams } from '../../http/schemas.ts'
import { AS_GIVEN, seesPersonalData, withView } from '../../pii/personal-view.ts'
import { changeRegistration } from '../../registrations/change-registration.ts'
import { readRegistration } from '../../registrations/read-registration.ts'
import type { ChangeRegistration, Registration } from '../../registrations/schemas.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { lastChange } from '../frame/error-page.ts'
import { showPage } from '../frame/show-page.ts'
import { faultsByField } from '../parts/field.ts'
import { formBody, version } from '../parts/form.ts'
import { editView, PERSON_FIELDS, type PersonFields } from './edit-view.ts'

const here = '/console/people'
const config = { scopes: ['registrations'] } as const

/** The form of a person. */
export const editPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  app.get('/people/:id/edit', { schema: { params: IdParams }, config }, async (request, reply) => {
    const person = await readRegistration(withView(ctx, request), request.params.id)
    const typed = fieldsOf(person, seesPersonalData(request))
    const data = { ...editing(person), typed, faults: {}, problem: null, changed: null }
    return showPage(ctx, { request, reply }, { here, data, view: editView })
  })

  const Edit = formBody({
    version,
    ...PERSON_FIELDS,
  })
  app.post(
    '/people/:id/edit',
    { schema: { params: IdParams, body: Edit }, config },
    async (request, reply) => {
      const { id } = request.params
      const before = await readRegistration({ ...ctx, view: AS_GIVEN }, id)
      const change = changeOf(request.body, before, seesPersonalData(request))
      try {
        return await answerForm(ctx, { request, reply }, async (ctx) => {
          const { full_name, version } = await changeRegistration(
            ctx,
            id,
            change,
            etagOf(request.body.version),
          )
          const notice = version === before.version ? 'Nothing was changed.' : `${full_name} is saved.`
          return { to: `${here}/${id}`, notice, registration_id: id }
        })
      } catch (error) {
        if (!(error instanceof AppError) || !(error.code in KEPT)) throw error
        const person = await readRegistration(withView(ctx, request), id)
        const is_changed = error.code === 'precondition_failed'
        const data = {
          ...editing(person),
          typed: request.body,
          faults: Object.fromEntries(faultsByField(error.faults)),
          problem: error.message,
          changed: is_changed ? { by: (await lastChange(ctx, error, { request, reply })) ?? null } : null,
        }
        const status = KEPT[error.code] ?? 422
        return showPage(ctx, { request, reply }, { here, status, data, view: editView })
      }
    },
  )

  /** Languages to choose from: those that are configured, and the person's own. */
  function editing(person: Registration) {
    return { person, languages: [...new Set([...ctx.template_languages, person.language])] }
  }
}

/** Refusals of the form, which keep what was typed, with the status of the page. */
const KEPT: { readonly [Code in ErrorCode]?: number } = {
  invalid_input: 422,
  registration_exists: 409,
  precondition_failed: 412,
}

/** Of a key that sees no addresses, empty fields keep what is there. */
function fieldsOf(person: Registration, sees_addresses: boolean): PersonFields {
  const { full_name, language, whatsapp_opt_in } = person
  return {
    full_name,
    phone_number: sees_addresses ? (person.phone_number ?? '') : '',
    email: sees_addresses ? (person.email ?? '') : '',
    language,
    ...(whatsapp_opt_in ? { whatsapp_opt_in: 'yes' } : {}),
    consent_source: '',
  }
}

/** The fields that were changed. One that stayed is not read again: it was taken by other rules, perhaps. */
function changeOf(typed: PersonFields, before: Registration, sees_addresses: boolean): ChangeRegistration {
  const shown = fieldsOf(before, sees_addresses)
  const names = ['full_name', 'phone_number', 'email', 'language'] as const
  const fields = names
    .filter((name) => typed[name] !== shown[name])
    .map((name) => [name, typed[name]] as const)
  const whatsapp_opt_in = typed.whatsapp_opt_in !== undefined
  const source = typed.consent_source.trim()
  return {
    ...Object.fromEntries(fields),
    whatsapp_opt_in,
    ...(whatsapp_opt_in && source !== '' ? { consent: { source } } : {}),
  }
}
