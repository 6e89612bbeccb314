import { test } from 'tap'
import { startApi } from '../start-api.ts'

void test('security-headers: whatever is answered, it may not run, be framed or be taken for another type', async (t) => {
  const api = await startApi(t)
  for (const url of ['/livez', '/v1/registrations', '/v1/nothing', '/openapi.json', '/docs']) {
    const { headers } = await api.call({ url })
    t.equal(headers['x-content-type-options'], 'nosniff', url)
    t.match(headers['strict-transport-security'], /^max-age=31536000$/, url)
    t.equal(headers['referrer-policy'], 'no-referrer', url)
    t.match(headers['content-security-policy'], /default-src '(?:none|self)'/, url)
    t.equal(headers['x-powered-by'], undefined)
  }
  const { headers } = await api.call({ url: '/v1/registrations' })
  t.equal(headers['content-security-policy'], "default-src 'none';frame-ancestors 'none'")
})

void test('security-headers: the page at /docs, may load all that it names, from here', async (t) => {
  const api = await startApi(t, { PUBLIC_URL: 'https://duties.example.org/api' })
  const page = await api.call({ url: '/docs' })
  t.equal(page.status, 200)
  t.notMatch(page.text, /<script>|<script (?!src)|\son\w+=/, 'nothing inline runs')
  const policy = String(page.headers['content-security-policy'])
  t.match(policy, /connect-src 'self' https:\/\/duties\.example\.org;/)
  t.notMatch(policy, /upgrade-insecure-requests|script-src|unsafe-eval/)
})
