import { test } from 'tap'
import { ADMIN_SECRET, startApi } from '../start-api.ts'

const NOBODY = '01890a5d-ac96-774b-bcce-b302099a8057'

void test('admin-auth', async (t) => {
  const api = await startApi(t)
  const admin_routes = [
    ['GET', '/v1/registrations'],
    ['GET', `/v1/registrations/${NOBODY}`],
    ['PATCH', `/v1/registrations/${NOBODY}`],
    ['POST', '/v1/duty-assignments'],
    ['GET', '/v1/duty-assignments'],
    ['GET', `/v1/duty-assignments/${NOBODY}`],
    ['PATCH', `/v1/duty-assignments/${NOBODY}`],
    ['POST', `/v1/duty-assignments/${NOBODY}/cancel`],
    ['GET', '/v1/deliveries'],
    ['GET', `/v1/deliveries/${NOBODY}`],
    ['POST', '/v1/reminders/run'],
  ] as const

  for (const [method, url] of admin_routes) {
    await t.test(`${method} ${url} without a key, 401 before the body is looked at`, async (t) => {
      const payload =
        method === 'GET' ? {} : { payload: 'no JSON', headers: { 'content-type': 'application/json' } }
      const { status, headers, json } = await api.call({ method, url, ...payload })
      t.equal(status, 401)
      t.match(headers['www-authenticate'], /^Bearer/)
      t.match(json, { code: 'unauthorized', detail: /Authorization: Bearer/ })
    })
  }

  await t.test('a wrong key, 401', async (t) => {
    for (const authorization of [
      'Bearer',
      'Bearer wrong',
      `Bearer ${ADMIN_SECRET}x`,
      `Bearer ${ADMIN_SECRET.slice(1)}`,
      `Basic ${ADMIN_SECRET}`,
      ADMIN_SECRET,
      `Bearer tester:${ADMIN_SECRET}`,
    ]) {
      const { status } = await api.call({ url: '/v1/deliveries', headers: { authorization } })
      t.equal(status, 401, authorization)
    }
  })

  await t.test('either key, is let in and named in the log', async (t) => {
    t.equal((await api.admin.get('/v1/deliveries')).status, 200)
    const other = { authorization: 'bearer another-secret-of-the-test' }
    t.equal((await api.call({ url: '/v1/deliveries', headers: other })).status, 200)
    const names = api.log_lines.map((line) => JSON.parse(line).admin).filter((name) => name !== undefined)
    t.same(names, ['tester', 'other'])
    t.notMatch(api.log_lines.join(''), /secret-of-the-test/)
  })
})
