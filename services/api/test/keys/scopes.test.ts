import { type Scope, SCOPES } from '@dutybell/shared/api-keys/scopes'
import { test } from 'tap'
import { startApi } from '../start-api.ts'
import { type Caller, callAs, makeKey } from './make-key.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

const NEEDED = {
  registrations: [
    ['GET', '/v1/registrations'],
    ['GET', `/v1/registrations/${NOBODY}`],
    ['PATCH', `/v1/registrations/${NOBODY}`],
    ['DELETE', `/v1/registrations/${NOBODY}`],
    ['POST', `/v1/registrations/${NOBODY}/number-change`],
    ['GET', '/v1/inbound-messages'],
  ],
  assignments: [
    ['GET', '/v1/duty-assignments'],
    ['POST', '/v1/duty-assignments'],
    ['GET', `/v1/duty-assignments/${NOBODY}`],
    ['PATCH', `/v1/duty-assignments/${NOBODY}`],
    ['POST', `/v1/duty-assignments/${NOBODY}/cancel`],
    ['GET', '/v1/duty-times'],
    ['POST', '/v1/duty-times'],
    ['GET', `/v1/duty-times/${NOBODY}`],
    ['PATCH', `/v1/duty-times/${NOBODY}`],
    ['DELETE', `/v1/duty-times/${NOBODY}`],
    ['POST', '/v1/reminders/run'],
  ],
  deliveries: [
    ['GET', '/v1/deliveries'],
    ['GET', '/v1/alerts'],
    ['GET', `/v1/deliveries/${NOBODY}`],
    ['POST', `/v1/deliveries/${NOBODY}/retry`],
    ['POST', '/v1/deliveries/retry'],
    ['GET', '/v1/channels'],
  ],
  admin: [
    ['POST', '/v1/channels/email/pause'],
    ['POST', '/v1/channels/email/resume'],
    ['POST', '/v1/templates/registration_received/release'],
    ['GET', '/v1/audit-log'],
  ],
} as const satisfies Partial<
  Record<Scope, readonly (readonly ['GET' | 'POST' | 'PATCH' | 'DELETE', string])[]>
>

const SAYS_ITS_SCOPE = {
  description: /Needs a key with the scope `[a-z]+`\.$/,
  responses: { 401: {}, 403: { description: /missing_scope/ } },
}

void test('scopes', async (t) => {
  const api = await startApi(t)
  const callers: (readonly [Scope, Caller])[] = []
  for (const scope of SCOPES) callers.push([scope, callAs(api, (await makeKey(api.db, [scope])).secret)])
  const { json } = await api.call({ url: '/openapi.json' })

  for (const [needed, routes] of Object.entries(NEEDED)) {
    for (const [method, url] of routes) {
      await t.test(`${method} ${url}, wants ${needed}`, async (t) => {
        for (const [scope, call] of callers) {
          const answer = await call(method, url, { unknown_field: true })
          if (scope === needed || scope === 'admin') {
            t.not(answer.status, 401, scope)
            t.not(answer.status, 403, scope)
          } else {
            t.equal(answer.status, 403, scope)
            t.match(answer.json, {
              code: 'missing_scope',
              detail: `This needs a key with the scope ${needed}.`,
            })
          }
        }
        const path = url
          .replace(NOBODY, '{id}')
          .replace('email', '{channel}')
          .replace('registration_received', '{name}')
        const operation = Object(Object(json['paths'])[path])[method.toLowerCase()]
        t.match(operation, {
          description: new RegExp(`Needs a key with the scope \`${needed}\`\\.$`),
          responses: { 403: { description: /missing_scope/ } },
        })
      })
    }
  }

  await t.test('every admin route of the document has a scope', async (t) => {
    for (const [path, methods] of Object.entries(Object(json['paths']))) {
      for (const [method, operation] of Object.entries(Object(methods))) {
        const { security } = Object(operation)
        if (security === undefined || security.some((one: object) => Object.keys(one).length === 0)) continue
        t.match(operation, SAYS_ITS_SCOPE, `${method} ${path}`)
      }
    }
  })

  await t.test('a key of ADMIN_API_KEYS, may do everything and sees everything', async (t) => {
    await api.register()
    const { json } = await api.admin.get('/v1/registrations')
    t.match(json, { items: [{ phone_number: '+919876543210', email: 'ahmed@example.org' }] })
    t.equal((await api.admin.get('/v1/audit-log')).status, 200)
  })
})
