import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { AppError } from '@dutybell/shared/errors'
import { enterRegistration } from '../../registrations/create-registration.ts'
import type { CreateRegistration } from '../../registrations/schemas.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import type { Frame, View } from '../frame/frame.ts'
import { showPage } from '../frame/show-page.ts'
import { html, type Html } from '../html.ts'
import { faultsByField, field } from '../parts/field.ts'
import { form, formBody, tick } from '../parts/form.ts'
import { icon } from '../parts/icon.ts'
import { consentField, languageField, PERSON_FIELDS, type PersonFields } from './edit-view.ts'

const here = '/console/people'
const config = { scopes: ['registrations'] } as const

interface NewPerson {
  readonly typed: PersonFields & { readonly notify?: string }
  readonly languages: readonly string[]
  /** By field. */
  readonly faults: Readonly<Record<string, string>>
  /** Why nothing was written, where that is about no field, with the person who is there already. */
  readonly problem: { readonly words: string; readonly registration_id: string | null } | null
}

/** Somebody who did not sign up alone: a coordinator enters what the person said. */
export const newPersonPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  const languages = ctx.template_languages

  app.get('/people/new', { config }, async (request, reply) => {
    const blank = { full_name: '', phone_number: '', email: '', language: languages[0], consent_source: '' }
    const data: NewPerson = { typed: { ...blank, notify: 'now' }, languages, faults: {}, problem: null }
    return showPage(ctx, { request, reply }, { here, data, view: newPersonView })
  })

  const Person = formBody({
    ...PERSON_FIELDS,
    notify: tick,
  })
  app.post('/people/new', { schema: { body: Person }, config }, async (request, reply) => {
    const input = request.body
    try {
      return await answerForm(ctx, { request, reply }, async (ctx) => {
        const { id, full_name } = await enterRegistration(ctx, readPerson(input))
        const notice = `${full_name} is registered.`
        return { to: `${here}/${id}`, notice, registration_id: id }
      })
    } catch (error) {
      if (!(error instanceof AppError) || !['invalid_input', 'registration_exists'].includes(error.code))
        throw error
      const { registration_id } = error.members
      const problem = {
        words: error.message,
        registration_id: typeof registration_id === 'string' ? registration_id : null,
      }
      const faults = Object.fromEntries(faultsByField(error.faults))
      const data: NewPerson = { typed: input, languages, faults, problem }
      const status = error.code === 'invalid_input' ? 422 : 409
      return showPage(ctx, { request, reply }, { here, status, data, view: newPersonView })
    }
  })
}

/** @throws {AppError} `invalid_input` where it is not said how the person agreed */
function readPerson({ full_name, phone_number, email, ...typed }: NewPerson['typed']): CreateRegistration {
  const source = typed.consent_source.trim()
  const whatsapp_opt_in = typed.whatsapp_opt_in !== undefined
  if (whatsapp_opt_in && source === '') {
    const detail = 'Say where they agreed, or in which call: it is stored with the consent.'
    throw new AppError('invalid_input', detail, { faults: [{ pointer: '/consent/source', detail }] })
  }
  return {
    full_name,
    phone_number: phone_number.trim() === '' ? null : phone_number,
    email,
    language: typed.language,
    whatsapp_opt_in,
    ...(whatsapp_opt_in ? { consent: { source } } : {}),
    notify: typed.notify === undefined ? 'never' : 'now',
  }
}

const FIELDS = ['full_name', 'phone_number', 'email', 'language', 'consent_source'] as const

function newPersonView(data: NewPerson, frame: Frame): View {
  const { typed, faults } = data
  const first = FIELDS.find((name) => name in faults) ?? (data.problem === null ? 'full_name' : undefined)
  const of = (name: (typeof FIELDS)[number]) => ({
    name,
    value: typed[name],
    fault: faults[name],
    is_focused: name === first,
  })
  const box = (name: 'whatsapp_opt_in' | 'notify', label: string, hint: string) =>
    html`<div class="field"><label class="tick"><input type="checkbox" name="${name}" value="yes"${typed[name] !== undefined && html` checked`} aria-describedby="${name}-hint">${label}</label><span class="hint" id="${name}-hint">${hint}</span></div>`
  return {
    title: `${data.problem === null ? '' : 'Not saved: '}New person`,
    body: html`<header><p class="crumb">${icon('left')}<a href="${here}">People</a></p><h1>New person</h1><p class="soft">Somebody who told you the details, by phone or on paper. For many at once there is <a href="/console/import">Import</a>.</p></header>
${problem(data)}
${form(
  frame,
  { action: `${here}/new`, css_class: 'card narrow' },
  html`${field({ ...of('full_name'), label: 'Name', hint: 'As the messages say it.' })}
${field({ ...of('phone_number'), label: 'Phone number', type: 'tel', hint: 'Without WhatsApp it may be a landline; with an e-mail address alone it may be empty.' })}
${field({ ...of('email'), label: 'E-mail (optional)', type: 'email' })}
${languageField(data)}
${box('whatsapp_opt_in', 'Agreed to WhatsApp', 'Tick it only if they said so.')}
${consentField(of('consent_source'))}
${box('notify', 'Tell them that they are registered', 'Otherwise they hear of their first duty only.')}
<div class="row"><button class="button main">Register</button><a class="button" href="${here}">Leave it</a></div>`,
)}`,
  }
}

function problem({ problem, faults }: NewPerson): Html | false {
  if (problem === null) return false
  const is_focused = FIELDS.every((name) => !(name in faults))
  const words = Object.keys(faults).length > 0 ? 'What you typed is kept.' : problem.words
  return html`<div class="card attention bad" role="alert"${is_focused && html` tabindex="-1" autofocus`}><h2>Not saved</h2><p>${words}</p>${problem.registration_id !== null && html`<div class="row"><a class="button" href="${here}/${problem.registration_id}">See who is registered</a></div>`}</div>`
}
