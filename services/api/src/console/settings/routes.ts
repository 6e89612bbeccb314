import { isScope } from '@dutybell/shared/api-keys/scopes'
import { maskPhoneNumber } from '@dutybell/shared/people/mask'
import { requestPreflight } from '@dutybell/shared/preflight/results'
import { TEMPLATE_NAMES } from '@dutybell/shared/templates/catalogue'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { withActor } from '../../audit/actor.ts'
import { Id } from '../../http/schemas.ts'
import { createKey, KEY_NAME } from '../../keys/create-key.ts'
import { mayDo } from '../../keys/key-ring.ts'
import { revokeKey } from '../../keys/revoke-key.ts'
import { withView } from '../../pii/personal-view.ts'
import { missingScope } from '../../plugins/admin-auth.ts'
import { sendTestMessage } from '../../templates/send-test-message.ts'
import { answerForm } from '../frame/answer-form.ts'
import type { ConsoleContext } from '../frame/context.ts'
import { ConsoleRefusal } from '../frame/refusal.ts'
import { showPage } from '../frame/show-page.ts'
import { templateTitle } from '../parts/delivery-entry.ts'
import { formBody } from '../parts/form.ts'
import { dutyTimeForms } from './duty-time-forms.ts'
import { LIFETIMES, secretView } from './keys-view.ts'
import { loadSettings } from './load-settings.ts'
import { orRefuseWith, type ShowSettings } from './or-refuse.ts'
import { settingsView } from './view.ts'

const here = '/console/settings'
const admin = { scopes: ['admin'] } as const
const MAX_CHARACTERS = 200

export const settingsPages: FastifyPluginAsyncTypebox<{ ctx: ConsoleContext }> = async (app, { ctx }) => {
  const Query = Type.Object({ open: Type.Optional(Id) })
  const config = { scopes: ['assignments', 'deliveries', 'admin'] } as const
  app.get('/settings', { schema: { querystring: Query }, config }, async (request, reply) =>
    show({ request, reply }, { open: request.query.open }),
  )

  const show: ShowSettings = async ({ request, reply }, { open, refused, status = 200 }) => {
    const { caller } = request
    const may: Parameters<typeof loadSettings>[1] = (scope) => caller !== null && mayDo(caller, scope)
    const data = await loadSettings(withView(ctx, request), may, { open, refused: refused ?? null })
    return showPage(ctx, { request, reply }, { here, status, data, view: settingsView })
  }
  await app.register(dutyTimeForms, { ctx, orRefuse: orRefuseWith(show) })

  const text = Type.String({ maxLength: MAX_CHARACTERS })
  const Key = formBody({ name: text, scopes: Type.Optional(Type.Array(text)), lifetime: text })
  app.post('/settings/keys', { schema: { body: Key }, config: admin }, async (request, reply) => {
    const { caller } = request
    const { scopes: given = [], lifetime } = request.body
    const name = request.body.name.trim()
    const scopes = given.filter((word) => isScope(word))
    const beyond = scopes.find((scope) => caller === null || !mayDo(caller, scope))
    if (beyond !== undefined) throw missingScope(beyond)
    const fields = { name, lifetime, scopes: scopes.join(',') }
    const refuse = (fault: string) =>
      show({ request, reply }, { status: 422, refused: { form: 'key', fields, fault } })
    if (!KEY_NAME.test(name)) return refuse('Name it with at most 60 letters, digits, - and _.')
    if (ctx.keys.configured_names.includes(name))
      return refuse(`A key of ADMIN_API_KEYS is called ${name}: give another name.`)
    if (scopes.length === 0) return refuse('Tick what it may do.')
    if (!LIFETIMES.some(([value]) => value === lifetime)) return refuse('Choose for how long it is valid.')
    // The secret must not be kept, so the answer is not stored under the key of the form; the name keeps a double tap from making two.
    const wanted = { name, scopes, lifetime: lifetime === '' ? null : lifetime }
    const made = await createKey(withActor(ctx, request), wanted)
    if (made === undefined) {
      return refuse(
        `There is a key called ${name}: revoke it first, or give another name. Revoke it too if you just made it and did not see its secret.`,
      )
    }
    return showPage(ctx, { request, reply }, { here, data: { name, secret: made.secret }, view: secretView })
  })

  app.post(
    '/settings/keys/revoke',
    { schema: { body: formBody({ prefix: text }) }, config: admin },
    async (request, reply) =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const name = await revokeKey(ctx, request.body.prefix)
        if (name === undefined)
          throw new ConsoleRefusal(404, 'This key has ended already', 'Somebody else revoked it first.')
        return { to: `${here}#keys`, notice: `The key ${name} is revoked.` }
      }),
  )

  app.post('/settings/preflight', { schema: { body: formBody({}) }, config: admin }, async (request, reply) =>
    answerForm(ctx, { request, reply }, async (ctx) => {
      await requestPreflight(ctx.db)
      return {
        to: `${here}#preflight`,
        notice: 'A notifier runs the checks: open this page again in half a minute.',
      }
    }),
  )

  const Test = formBody({ phone_number: text, template_name: Type.Enum(TEMPLATE_NAMES), language: text })
  app.post('/settings/test-message', { schema: { body: Test }, config: admin }, async (request, reply) =>
    orRefuseWith(show)({ request, reply }, 'test', () =>
      answerForm(ctx, { request, reply }, async (ctx) => {
        const number = await sendTestMessage(ctx, request.body)
        const notice = `“${templateTitle(request.body.template_name)}” goes to ${maskPhoneNumber(number)}: Messages shows what becomes of it.`
        return { to: `${here}#test`, notice }
      }),
    ),
  )
}
