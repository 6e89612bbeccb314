import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { CATALOGUE } from '../../src/errors/catalogue.ts'
import type { ProblemDocument } from '../../src/http/problem.ts'
import { ask, PROVOCATIONS, startScene } from './provoke.ts'

const WITH_ERRORS = new Set<string>([
  'invalid_input',
  'registration_exists',
  'registration_unknown',
  'duty_assignment_exists',
  'duty_time_exists',
  'duty_in_the_past',
  'expected_count_differs',
  'idempotency_key_reused',
])

const WITH_RETRY_AFTER = new Set<string>([
  'rate_limited',
  'overloaded',
  'database_unavailable',
  'idempotency_key_in_use',
])

void test('errors', async (t) => {
  const scene = await startScene(t)
  await scene.api.register()

  for (const [code, provoke] of Object.entries(PROVOCATIONS)) {
    await t.test(`${code}: the answer has the status, title and type of the catalogue`, async (t) => {
      const entry = Object.entries(CATALOGUE).find(([name]) => name === code)?.[1]
      if (entry === undefined) throw new Error(`${code} is not in the catalogue.`)
      const answer = await provoke({ ...scene, t })
      const problem: ProblemDocument = JSON.parse(await answer.text())
      t.equal(answer.status, entry.status, JSON.stringify(problem))
      t.equal(answer.headers.get('content-type')?.split(';')[0], 'application/problem+json')
      const { pathname } = new URL(answer.url)
      t.match(problem, {
        type: `urn:dutybell:error:${code}`,
        title: entry.title,
        status: entry.status,
        detail: /\.$/,
        instance: pathname,
        code,
        request_id: answer.headers.get('x-request-id') ?? 'an id',
      })
      t.equal(WITH_ERRORS.has(code), 'errors' in problem, 'names what is wrong where it can')
      for (const { pointer, detail } of problem.errors ?? []) {
        t.match(pointer, /^\/(?:[^~]|~[01])*$/)
        t.match(detail, /\.$/)
      }
      t.equal(answer.headers.has('retry-after'), WITH_RETRY_AFTER.has(code))
    })
  }

  await t.test('every entry can be provoked and explains its meaning and remedy', async (t) => {
    t.same(Object.keys(CATALOGUE).toSorted(), Object.keys(PROVOCATIONS).toSorted())
    for (const { title, means, to_do } of Object.values(CATALOGUE)) {
      t.match(title, /^[A-Z].*[^.]$/)
      t.match(means, /\.$/)
      t.match(to_do, /\.$/)
    }
  })

  await t.test('the page at /docs explains each error', async (t) => {
    const document: { info: { description: string } } = JSON.parse(
      await (await ask(scene, 'GET', '/openapi.json')).text(),
    )
    for (const [code, { status, means, to_do }] of Object.entries(CATALOGUE))
      t.match(document.info.description, `| \`${code}\` | ${status} | ${means} | ${to_do} |`)
  })

  await t.test('docs/errors.md: its example is the answer to such a request', async (t) => {
    const page = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')
    const example: ProblemDocument = JSON.parse(/^```json\n([^]*?)^```$/m.exec(page)?.[1] ?? '')
    const body = { registration_id: randomUUID(), duty_date: '2026-02-30', duty_time: 'Fajar Azaan' }
    const answer: ProblemDocument = JSON.parse(
      await (await ask(scene, 'POST', example.instance, { body })).text(),
    )
    t.strictSame({ ...answer, request_id: example.request_id }, example)
  })
})
