import { readFile } from 'node:fs/promises'
import { test } from 'tap'
import { CATALOGUE } from '../../src/errors/catalogue.ts'
import { withErrorTable } from '../../src/errors/table.ts'
import type { ProblemDocument } from '../../src/http/problem.ts'
import { startApi } from '../start-api.ts'
import { ask, PROVOCATIONS, PUBLIC_URL, startScene } from './provoke.ts'

const DOCUMENT = new URL('../../../../docs/errors.md', import.meta.url)

const WITH_ERRORS = new Set<string>([
  'invalid_input',
  'registration_exists',
  'registration_unknown',
  'duty_assignment_exists',
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
    await t.test(
      `${code}, is answered as the catalogue says and leads to a page that tells more`,
      async (t) => {
        const entry = Object.entries(CATALOGUE).find(([name]) => name === code)?.[1]
        if (entry === undefined) throw new Error(`${code} is not in the catalogue.`)
        const answer = await provoke({ ...scene, t })
        const problem: ProblemDocument = JSON.parse(await answer.text())
        t.equal(answer.status, entry.status, JSON.stringify(problem))
        t.equal(answer.headers.get('content-type')?.split(';')[0], 'application/problem+json')
        const { pathname } = new URL(answer.url)
        t.match(problem, {
          type: `https://duties.example.org/api/docs/errors/${code}`,
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

        const page = await ask(scene, 'GET', problem.type.slice(PUBLIC_URL.length - 1), {
          headers: { authorization: '' },
        })
        t.equal(page.status, 200)
        t.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
        t.match(page.headers.get('content-security-policy'), /^default-src 'none'/)
        const html = await page.text()
        t.match(html, `<code>${code}</code>, status ${entry.status}`)
        t.match(html, /What to do<\/h2>\s*<p>\S/)
      },
    )
  }

  await t.test('every entry, can be provoked and says what it means and what to do', async (t) => {
    t.same(Object.keys(CATALOGUE).toSorted(), Object.keys(PROVOCATIONS).toSorted())
    for (const { title, means, to_do } of Object.values(CATALOGUE)) {
      t.match(title, /^[A-Z].*[^.]$/)
      t.match(means, /\.$/)
      t.match(to_do, /\.$/)
    }
  })

  await t.test('the list of pages, leads to each', async (t) => {
    const html = await (await ask(scene, 'GET', '/docs/errors')).text()
    const addresses = [...html.matchAll(/href="([^"]+)"/g)].map(([, address = '']) => address)
    t.equal(addresses.length, Object.keys(CATALOGUE).length)
    for (const address of addresses) {
      const { pathname } = new URL(address, `${scene.base}/docs/errors`)
      const page = await ask(scene, 'GET', pathname)
      t.equal(page.status, 200, pathname)
      const [, back = ''] = /<a href="([^"]+)">All/.exec(await page.text()) ?? []
      t.equal(new URL(back, page.url).pathname, '/docs/errors')
    }
  })
})

void test('errors: PUBLIC_URL is not set, the type is relative to the API', async (t) => {
  const api = await startApi(t)
  const { json } = await api.call({ url: '/v1/nothing' })
  t.equal(json['type'], '/docs/errors/route_not_found')
  t.equal((await api.call({ url: '/docs/errors/route_not_found' })).status, 200)
})

void test('docs/errors.md, has the table of the catalogue: else run pnpm docs:errors', async (t) => {
  const document = await readFile(DOCUMENT, 'utf8')
  t.equal(document, withErrorTable(document))
  for (const code of Object.keys(CATALOGUE)) t.match(document, `| \`${code}\` | `)
})
