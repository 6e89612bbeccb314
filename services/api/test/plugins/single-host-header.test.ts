import { test } from 'tap'
import { speak } from '../raw-http.ts'
import { startApi } from '../start-api.ts'

const PROBLEM = /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"malformed_request"/

void test('single-host-header', async (t) => {
  const api = await startApi(t)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })

  await t.test('no host, or two, 400 as every error', async (t) => {
    t.match(await speak(t, base, get('connection: close')), PROBLEM)
    t.match(await speak(t, base, get('host: a', 'Host: b', 'connection: close')), PROBLEM)
  })

  await t.test('HTTP/1.0 without a host, is served', async (t) => {
    t.match(await speak(t, base, 'GET /livez HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /)
  })
})

function get(...headers: string[]): string {
  return ['GET /livez HTTP/1.1', ...headers, '', ''].join('\r\n')
}
