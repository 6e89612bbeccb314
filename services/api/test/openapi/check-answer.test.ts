import { test } from 'tap'
import { AHMED, registeredId, startApi } from '../start-api.ts'
import { answerChecker, type SeenAnswer } from './check-answer.ts'
import { watchAnswers } from './watch-answers.ts'

const seen: SeenAnswer[] = []
watchAnswers((_, answer) => void seen.push(answer))

/** The last answer; it is as documented until a test changes it. */
function lastSeen(): SeenAnswer {
  const answer = seen.at(-1)
  if (answer === undefined) throw new Error('Nothing was answered.')
  return answer
}

function bent(answer: SeenAnswer, change: object): SeenAnswer {
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), ...change }) }
}

void test('check-answer', async (t) => {
  const api = await startApi(t)
  const { text } = await api.call({ url: '/openapi.json' })
  const faultsOf = answerChecker(JSON.parse(text))
  await api.register()
  const registered = lastSeen()
  await api.register()
  const refused = lastSeen()

  await t.test('an answer as it left, has no fault', async (t) => {
    t.match(registered, { method: 'POST', url: '/v1/registrations', status: 201 })
    t.match(registered.headers, { 'content-type': /json/, etag: '"1"', location: /^\/v1/ })
    t.same(faultsOf(registered), [])
    t.same(faultsOf(refused), [])
  })

  const lies: [lie: string, answer: SeenAnswer, fault: RegExp][] = [
    ['a field that is not listed', bent(registered, { secret: 1 }), /must NOT have unevaluated properties/],
    ['a field that is missing', bent(registered, { id: undefined }), /required property 'id'/],
    ['a field of another type', bent(registered, { version: '1' }), /\/version must be integer/],
    ['an id that is none', bent(registered, { id: 'x' }), /\/id must match/],
    ['an instant that is none', bent(registered, { created_at: 'today' }), /\/created_at must match format/],
    ['a status that is not listed', { ...registered, status: 200 }, /^status 200: is not documented/],
    [
      'a header that is not listed',
      { ...registered, headers: { ...registered.headers, allow: 'GET' } },
      /^header allow: is not documented/,
    ],
    [
      'a header that is always there is missing',
      { ...registered, headers: { ...registered.headers, 'x-request-id': undefined } },
      /^header X-Request-Id: is missing/,
    ],
    [
      'a header of another type',
      { ...registered, headers: { ...registered.headers, 'ratelimit-limit': 'many' } },
      /^header RateLimit-Limit: .*must be integer/,
    ],
    [
      'another content type',
      { ...registered, headers: { ...registered.headers, 'content-type': 'text/html' } },
      /^content type text\/html: documented is application\/json/,
    ],
    ['a cut body', { ...registered, body: '{"id":' }, /^the body is no JSON/],
    [
      'a body where there is none',
      { ...registered, method: 'HEAD', url: '/livez', status: 200 },
      /has a body/,
    ],
    ['a code that this status does not have', bent(refused, { code: 'has_arrived' }), /\/code must be equal/],
    ['a problem with more', bent(refused, { stack: 'Error' }), /must NOT have/],
    ['no such operation', { ...registered, method: 'DELETE' }, /^201 where the document has no operation/],
    [
      'no such address, and no problem that says so',
      { ...refused, url: '/v1/none', status: 404 },
      /code registration_exists: expected is route_not_found/,
    ],
  ]
  for (const [lie, answer, fault] of lies) {
    await t.test(`${lie}, is found`, async (t) => {
      t.ok(
        faultsOf(answer).some((found) => fault.test(found)),
        JSON.stringify(faultsOf(answer)),
      )
    })
  }

  await t.test('over a socket too, the whole answer is seen', async (t) => {
    const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
    const id = await registeredId(api, { full_name: 'Fatima Ali' })
    const response = await fetch(`${base}/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...AHMED, full_name: 'Zaynab' }),
    })
    t.equal(lastSeen().body, await response.text())
    t.not(lastSeen().body, '')
    t.match((await api.call({ url: `/v1/registrations/${id}` })).status, 401)
    t.same(
      seen.flatMap((answer) => faultsOf(answer)),
      [],
    )
  })
})
