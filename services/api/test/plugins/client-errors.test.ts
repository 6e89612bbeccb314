import { test } from 'tap'
import { speak } from '../raw-http.ts'
import { startApi } from '../start-api.ts'

const REFUSED = /^HTTP\/1\.1 400 [^{]*application\/problem\+json[^{]*{[^{}]*"malformed_request"[^{}]*}$/

void test('client-errors', async (t) => {
  const api = await startApi(t)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })

  await t.test('a request line that is not HTTP: one problem answer that does not quote it', async (t) => {
    const said = await speak(t, base, 'GARBAGE secret-1\r\n\r\n')
    t.match(said, REFUSED)
    t.notMatch(said, 'secret-1')
    t.notMatch(api.log_lines.join(''), 'secret-1')
  })

  await t.test('a malformed HEAD: no body', async (t) => {
    const said = await speak(t, base, 'HEAD %2f HTTP/1.1\r\nhost: x\r\n\r\n')
    t.match(said, /^HTTP\/1\.1 400 [^{]*\r\n\r\n$/)
  })

  await t.test('a chunked body with an invalid chunk: 400, and nothing is written', async (t) => {
    const head = 'POST /v1/registrations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
    t.match(await speak(t, base, `${head}transfer-encoding: chunked\r\n\r\nx\r\n{}\r\n0\r\n\r\n`), REFUSED)
    t.same(await api.db.selectFrom('registrations').select('id').execute(), [])
  })
})
