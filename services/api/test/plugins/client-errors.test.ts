import { test } from 'tap'
import { speak } from '../raw-http.ts'
import { AHMED, startApi } from '../start-api.ts'

const REGISTRATION = request('POST', '/v1/registrations', JSON.stringify(AHMED))

void test('client-errors', async (t) => {
  const api = await startApi(t)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })

  await t.test(
    'what is no HTTP behind a whole request, the request is served and answered first',
    async (t) => {
      const said = await speak(t, base, `${REGISTRATION}GARBAGE\r\n\r\n`)
      t.match(said, /^HTTP\/1\.1 201 [\s\S]*HTTP\/1\.1 400 [\s\S]*"malformed_request"[^}]*}$/)
      t.equal((await api.db.selectFrom('registrations').select('id').execute()).length, 1)
    },
  )

  await t.test('and behind two of them, both are answered first', async (t) => {
    const livez = request('GET', '/livez', '')
    const said = await speak(t, base, `${livez}${REGISTRATION}GARBAGE\r\n\r\n`)
    t.same(said.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 409', 'HTTP/1.1 400'])
  })

  await t.test('a body in chunks that are none, is refused at once and writes nothing', async (t) => {
    const head = 'POST /v1/registrations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
    const said = await speak(t, base, `${head}transfer-encoding: chunked\r\n\r\nx\r\n{}\r\n0\r\n\r\n`)
    t.same(said.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 400'])
    t.equal((await api.db.selectFrom('registrations').select('id').execute()).length, 1)
  })
})

function request(method: string, path: string, body: string): string {
  return `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}
