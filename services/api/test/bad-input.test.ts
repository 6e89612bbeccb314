import { test } from 'tap'
import { speak } from './raw-http.ts'
import { ADMIN_SECRET, AHMED, startApi } from './start-api.ts'

const LAST = 'GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'

void test('bad input, over HTTP', async (t) => {
  const api = await startApi(t)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const post = async (body: string | Buffer | undefined, type: string | undefined = 'application/json') => {
    const init = {
      method: 'POST',
      headers: type ? { 'content-type': type } : {},
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    }
    const response = await fetch(`${base}/v1/registrations`, init)
    t.equal(response.headers.get('content-type')?.split(';')[0], 'application/problem+json')
    return { status: response.status, json: await response.json() }
  }

  const refused: [
    name: string,
    body: string | Buffer | undefined,
    type: string | undefined,
    expected: object,
  ][] = [
    [
      'malformed JSON',
      '{"full_name": ',
      undefined,
      {
        status: 400,
        json: {
          code: 'malformed_request',
          detail: 'The body is not valid JSON: check its quotes, commas and brackets.',
        },
      },
    ],
    ['no body', undefined, undefined, { status: 400, json: { code: 'invalid_input' } }],
    ['an empty body', '', undefined, { status: 400, json: { code: 'invalid_input' } }],
    ['an array', '[]', undefined, { status: 400, json: { code: 'invalid_input' } }],
    ['null', 'null', undefined, { status: 400, json: { code: 'invalid_input' } }],
    ['100,000 nested brackets', '['.repeat(100_000), undefined, { status: 400 }],
    [
      '100,000 nested brackets, closed',
      '['.repeat(100_000) + ']'.repeat(100_000),
      undefined,
      { status: 400 },
    ],
    [
      '100,000 nested brackets in a field',
      `{"full_name":${'['.repeat(100_000)}${']'.repeat(100_000)},"phone_number":"9876543210"}`,
      undefined,
      { status: 400, json: { errors: [{ pointer: '/full_name' }] } },
    ],
    [
      '100,000 nested objects',
      '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
      undefined,
      { status: 400 },
    ],
    [
      'a prototype',
      '{"__proto__":{"a":1},"full_name":"A","phone_number":"9876543210"}',
      undefined,
      { status: 400 },
    ],
    ['a constructor', '{"constructor":{"prototype":{}},"full_name":"A"}', undefined, { status: 400 }],
    [
      'a body of 2 MB',
      JSON.stringify({ ...AHMED, full_name: 'x'.repeat(2_000_000) }),
      undefined,
      { status: 413 },
    ],
    [
      'a plain text',
      JSON.stringify(AHMED),
      'text/plain',
      { status: 415, json: { detail: /application\/json/ } },
    ],
    ['a form', 'full_name=Ahmed', 'application/x-www-form-urlencoded', { status: 415 }],
    ['no content type', JSON.stringify(AHMED), '', { status: 415 }],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('{"full_name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      undefined,
      { status: 400, json: { detail: /UTF-8/ } },
    ],
  ]
  for (const [name, body, type, expected] of refused) {
    await t.test(`${name}, is refused`, async (t) => {
      t.match(await post(body, type), expected)
    })
  }

  const faulty: [field: string, value: unknown][] = [
    ['full_name', 'A\0B'],
    ['full_name', ''],
    ['full_name', 1],
    ['full_name', null],
    ['full_name', 'x'.repeat(201)],
    ['full_name', 'x'.repeat(100_000)],
    ['full_name', '\u202E\u200D'],
    ['phone_number', '9'.repeat(500_000)],
    ['phone_number', '9.19877E+11'],
    ['phone_number', 'call 98765 43210'],
    ['phone_number', '022 2345 6789'],
    ['phone_number', 9_876_543_210],
    ['phone_number', '98765\u000043210'],
    ['email', 'a@b\0.org'],
    ['email', 'Ahmed <a@example.org>'],
    ['email', ['a@example.org']],
    ['whatsapp_opt_in', 'true'],
    ['whatsapp_opt_in', 1],
    ['language', 'english please'],
    ['language', 'en\0'],
    ['role', 'admin'],
    ['a/b~c', 1],
  ]
  for (const [field, value] of faulty) {
    await t.test(`${field} ${JSON.stringify(value).slice(0, 30)}, is refused and named`, async (t) => {
      const { status, json } = await post(JSON.stringify({ ...AHMED, [field]: value }))
      t.equal(status, 400)
      const pointer = `/${field.replace('~', '~0').replace('/', '~1')}`
      t.match(json, { code: 'invalid_input', errors: [{ pointer, detail: /\.$/ }] })
    })
  }

  await t.test('missing fields, are each named', async (t) => {
    t.match(await post('{}'), {
      status: 400,
      json: { errors: [{ pointer: '/full_name' }, { pointer: '/phone_number' }] },
    })
  })

  await t.test('a hundred thousand unknown fields get a short error', async (t) => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`field_${at}`, 1]))
    const { status, json } = await post(JSON.stringify(many))
    t.equal(status, 400)
    t.ok(JSON.stringify(json).length < 5_000)
  })

  await t.test('a number beyond all numbers, is refused', async (t) => {
    t.match(await post('{"full_name":1e999,"phone_number":-1e999}'), { status: 400 })
  })

  await t.test('a body of 5 MB, is answered to a sender who sends all of it first', async (t) => {
    const head = 'POST /v1/registrations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
    const said = await speak(t, base, `${head}content-length: 5000000\r\n\r\n${' '.repeat(5_000_000)}`, LAST)
    t.match(said, /^HTTP\/1\.1 413 [\s\S]*payload_too_large[\s\S]*HTTP\/1\.1 200 /)
  })

  for (const request of ['GARBAGE\r\n\r\n', 'GET /%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n']) {
    await t.test(`${JSON.stringify(request.slice(0, 10))} on the socket, is refused`, async (t) => {
      t.match(
        await speak(t, base, request),
        /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*malformed_request/,
      )
    })
  }

  await t.test('after all bad input, nothing was written', async (t) => {
    t.same(await api.db.selectFrom('registrations').selectAll().execute(), [])
    t.notOk(api.log_lines.some((line) => line.includes('"level":"error"')))
  })
})

void test('other addresses and methods', async (t) => {
  const api = await startApi(t)

  await t.test('a name or an id in the path that is too long gets an error that names it', async (t) => {
    for (const length of [101, 9_000]) {
      const answer = await api.admin.get(`/v1/registrations/${'a'.repeat(length)}`)
      t.match(answer, { status: 400, json: { code: 'invalid_input', errors: [{ pointer: '/id' }] } })
    }
    for (const [length, answer] of [
      [512, { status: 404, json: { code: 'template_not_found' } }],
      [513, { status: 400, json: { errors: [{ pointer: '/name' }] } }],
    ] as const) {
      t.match(await api.admin.post(`/v1/templates/${'a'.repeat(length)}/release`), answer)
    }
  })

  await t.test('an unknown address, 404', async (t) => {
    for (const url of ['/v1', '/v1/registration', '/wp-login.php', `/docs/errors/${'x'.repeat(200)}`]) {
      t.match(await api.call({ method: 'GET', url }), { status: 404, json: { code: 'route_not_found' } })
    }
  })

  await t.test(
    'another method on a known address, 405 with Allow, before the body is looked at',
    async (t) => {
      for (const [method, url, allow] of [
        ['PUT', '/v1/registrations', 'GET, HEAD, POST'],
        ['PUT', '/v1/registrations/01890a5d-ac96-774b-bcce-b302099a8057', 'DELETE, GET, HEAD, PATCH'],
        ['OPTIONS', '/v1/registrations', 'GET, HEAD, POST'],
        ['GET', '/v1/reminders/run', 'POST'],
        ['PATCH', '/webhooks/whatsapp', 'GET, HEAD, POST'],
        ['POST', '/livez', 'GET, HEAD'],
        ['HEAD', '/v1/reminders/run', 'POST'],
        ['TRACE', '/v1/registrations', 'GET, HEAD, POST'],
      ] as const) {
        const answer = await api.call({
          method,
          url,
          payload: '<a/>',
          headers: { 'content-type': 'text/xml' },
        })
        const json = method === 'HEAD' ? {} : { code: 'method_not_allowed' }
        t.match(answer, { status: 405, headers: { allow }, json })
      }
    },
  )

  await t.test('the request id, is echoed where it is one', async (t) => {
    const id = 'a-caller.s:id_1'
    t.equal((await api.call({ url: '/livez', headers: { 'x-request-id': id } })).headers['x-request-id'], id)
    const made = (await api.call({ url: '/livez', headers: { 'x-request-id': 'x y' } })).headers[
      'x-request-id'
    ]
    for (const number of ['919876543210', '98765-43210']) {
      const { headers } = await api.call({ url: '/livez', headers: { 'x-request-id': number } })
      t.match(headers['x-request-id'], /^[0-9a-f-]{36}$/, 'a phone number is no id')
    }
    t.match(made, /^[0-9a-f-]{36}$/)
    const unreadable = await api.call({ url: '/v1/registrations/%zz' })
    t.equal(unreadable.headers['x-request-id'], unreadable.json['request_id'])
  })

  await t.test('an instance, is the path without the query', async (t) => {
    const headers = { authorization: `Bearer ${ADMIN_SECRET}` }
    const { json } = await api.call({ url: '/v1/registrations?phone_number=98765', headers })
    t.equal(json['instance'], '/v1/registrations')
    const proxied = await api.call({ url: 'http://duties.example.org/v1/nothing?x=1' })
    t.equal(proxied.json['instance'], '/v1/nothing')
  })
})
