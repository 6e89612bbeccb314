import { once } from 'node:events'
import type { Socket } from 'node:net'
import { closedPort, listenHttp, listenTcp } from '@dutybell/testing/servers'
import { test } from 'tap'
import { anySignal, MESSAGE } from '../support/message.ts'
import { ACCEPTED, whatsApp } from './support.ts'

const SHORT_MS = 400 // long enough for a busy machine, short enough for a test

function rawAnswer(body: string, length = Buffer.byteLength(body), status = '200 OK'): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`
}

/** Answers each request that has come in completely; requests are known by their last brace. */
function onRequest(socket: Socket, answer: (nth: number) => void): void {
  let text = ''
  let nth = 0
  socket.on('data', (chunk) => {
    text += chunk.toString()
    if (!text.endsWith(']}]}}')) return
    text = ''
    nth += 1
    answer(nth)
  })
}

test('http-exchange: connection refused, unsent', async (t) => {
  const base_url = `http://127.0.0.1:${await closedPort()}`
  const outcome = await whatsApp(t, { base_url }).send(MESSAGE, { signal: anySignal() })
  t.match(outcome, {
    outcome: 'unsent',
    http_status: null,
    error: { class: 'transient', code: 'ECONNREFUSED' },
  })
})

test('http-exchange: a host without an address, unsent', async (t) => {
  const provider = whatsApp(t, { base_url: 'http://nobody.invalid', connect_timeout_ms: 1000 })
  t.match(await provider.send(MESSAGE, { signal: anySignal() }), {
    outcome: 'unsent',
    error: { class: 'transient' },
  })
})

test('http-exchange: a TLS handshake that fails, unsent', async (t) => {
  const port = await listenTcp(t, (socket) => socket.once('data', () => socket.end('220 not TLS\r\n')))
  const outcome = await whatsApp(t, { base_url: `https://127.0.0.1:${port}` }).send(MESSAGE, {
    signal: anySignal(),
  })
  t.match(outcome, { outcome: 'unsent', error: { class: 'transient' } })
})

test('http-exchange: a TLS handshake that hangs, unsent after the connect time-out', async (t) => {
  const port = await listenTcp(t, () => undefined)
  const provider = whatsApp(t, { base_url: `https://127.0.0.1:${port}`, connect_timeout_ms: SHORT_MS })
  t.match(await provider.send(MESSAGE, { signal: anySignal() }), {
    outcome: 'unsent',
    error: { code: /time/i },
  })
})

test('http-exchange: no answer in time, in doubt', async (t) => {
  const { base_url, seen } = await listenHttp(t, () => undefined)
  const outcome = await whatsApp(t, { base_url, read_timeout_ms: SHORT_MS }).send(MESSAGE, {
    signal: anySignal(),
  })
  t.match(outcome, {
    outcome: 'in_doubt',
    http_status: null,
    error: { class: 'transient', code: 'read_timeout' },
  })
  t.equal(seen.length, 1, 'it is not retried')
})

test('http-exchange: a body that drips past the deadline, in doubt', async (t) => {
  const port = await listenTcp(t, (socket) => {
    onRequest(socket, () => {
      socket.write(rawAnswer('{', 10_000))
      const drip = setInterval(() => socket.write(' '), 10)
      socket.once('close', () => clearInterval(drip))
    })
  })
  const provider = whatsApp(t, { base_url: `http://127.0.0.1:${port}`, read_timeout_ms: SHORT_MS })
  const outcome = await provider.send(MESSAGE, { signal: anySignal() })
  t.match(outcome, { outcome: 'in_doubt', http_status: 200, error: { code: 'unreadable_answer' } })
  t.ok(outcome.duration_ms >= SHORT_MS - 10 && outcome.duration_ms < 5000)
})

test('http-exchange: a reset once the request has arrived, in doubt and not retried', async (t) => {
  let requests = 0
  const port = await listenTcp(t, (socket) => {
    onRequest(socket, () => {
      requests += 1
      socket.resetAndDestroy()
    })
  })
  const outcome = await whatsApp(t, { base_url: `http://127.0.0.1:${port}` }).send(MESSAGE, {
    signal: anySignal(),
  })
  t.match(outcome, { outcome: 'in_doubt', error: { code: 'ECONNRESET' } })
  t.equal(requests, 1)
})

test('http-exchange: a close at the first bytes of the request, in doubt', async (t) => {
  const port = await listenTcp(t, (socket) => socket.once('data', () => socket.destroy()))
  const outcome = await whatsApp(t, { base_url: `http://127.0.0.1:${port}` }).send(MESSAGE, {
    signal: anySignal(),
  })
  t.equal(outcome.outcome, 'in_doubt')
})

test('http-exchange: a reset in the middle of the answer, in doubt', async (t) => {
  const port = await listenTcp(t, (socket) => {
    onRequest(socket, () =>
      socket.write(rawAnswer('{"messages"', 500), () => setImmediate(() => socket.resetAndDestroy())),
    )
  })
  const outcome = await whatsApp(t, { base_url: `http://127.0.0.1:${port}` }).send(MESSAGE, {
    signal: anySignal(),
  })
  t.equal(outcome.outcome, 'in_doubt')
})

test('http-exchange: an answer cut off by a close, in doubt; a refusal cut off, refused as transient', async (t) => {
  for (const [status, expected] of [
    ['200 OK', { outcome: 'in_doubt', http_status: 200 }],
    ['400 Bad Request', { outcome: 'refused', http_status: 400, error: { class: 'transient' } }],
    ['500 Internal Server Error', { outcome: 'in_doubt', http_status: 500 }],
  ] as const) {
    const port = await listenTcp(t, (socket) =>
      onRequest(socket, () => socket.end(rawAnswer('{"mess', 500, status))),
    )
    const outcome = await whatsApp(t, { base_url: `http://127.0.0.1:${port}` }).send(MESSAGE, {
      signal: anySignal(),
    })
    t.match(outcome, expected)
  }
})

test('http-exchange: an endless answer, aborted and in doubt', async (t) => {
  const { base_url } = await listenHttp(t, (response) => {
    response.on('error', () => undefined)
    response.writeHead(200).write('x'.repeat(1024 * 1024))
  })
  const outcome = await whatsApp(t, { base_url }).send(MESSAGE, { signal: anySignal() })
  t.match(outcome, { outcome: 'in_doubt', http_status: 200 })
})

test('http-exchange: a kept connection the server has closed meanwhile, the next message takes a new one', async (t) => {
  let connections = 0
  const closed: Promise<unknown>[] = []
  const port = await listenTcp(t, (socket) => {
    connections += 1
    closed.push(once(socket, 'close'))
    onRequest(socket, () => socket.end(rawAnswer(ACCEPTED)))
  })
  const provider = whatsApp(t, { base_url: `http://127.0.0.1:${port}`, concurrency: 1 })
  for (const nth of [1, 2, 3]) {
    const outcome = await provider.send(MESSAGE, { signal: anySignal() })
    t.equal(outcome.outcome, 'accepted', `message ${nth}`)
  }
  t.equal(connections, 3)
  await Promise.all(closed.slice(0, 2))
})

test('http-exchange: a kept connection that breaks at the second request, in doubt and not retried', async (t) => {
  let requests = 0
  const port = await listenTcp(t, (socket) => {
    onRequest(socket, (nth) => {
      requests += 1
      if (nth === 1) socket.write(rawAnswer(ACCEPTED))
      else socket.resetAndDestroy()
    })
  })
  const provider = whatsApp(t, { base_url: `http://127.0.0.1:${port}`, concurrency: 1 })
  t.equal((await provider.send(MESSAGE, { signal: anySignal() })).outcome, 'accepted')
  t.equal((await provider.send(MESSAGE, { signal: anySignal() })).outcome, 'in_doubt')
  t.equal(requests, 2)
})

test('http-exchange: an abort while waiting for an answer, in doubt; while waiting for a connection, unsent', async (t) => {
  const arrived = Promise.withResolvers<void>()
  const { base_url, seen } = await listenHttp(t, () => arrived.resolve())
  const provider = whatsApp(t, { base_url, concurrency: 1, connect_timeout_ms: 5000 })
  const stop = new AbortController()
  const first = provider.send(MESSAGE, { signal: stop.signal })
  const second = provider.send({ ...MESSAGE, attempt: 3 }, { signal: stop.signal })
  await arrived.promise
  stop.abort()
  t.match(await first, { outcome: 'in_doubt', error: { code: 'aborted' } })
  t.match(await second, { outcome: 'unsent', error: { code: 'aborted' } })
  t.match(await provider.send(MESSAGE, { signal: stop.signal }), {
    outcome: 'unsent',
    error: { code: 'aborted' },
  })
  t.equal(seen.length, 1)
})

test('http-exchange: no connection free within the connect time-out, unsent and never sent later', async (t) => {
  const release = Promise.withResolvers<void>()
  const { base_url, seen } = await listenHttp(t, async (response) => {
    await release.promise
    response.end(ACCEPTED)
  })
  const provider = whatsApp(t, { base_url, concurrency: 1, connect_timeout_ms: SHORT_MS })
  const first = provider.send(MESSAGE, { signal: anySignal() })
  const second = await provider.send(MESSAGE, { signal: anySignal() })
  t.match(second, { outcome: 'unsent', error: { code: 'connect_timeout' } })
  release.resolve()
  t.equal((await first).outcome, 'accepted')
  t.equal((await provider.send(MESSAGE, { signal: anySignal() })).outcome, 'accepted')
  t.equal(seen.length, 2)
})

test('http-exchange: closed while in flight, in doubt; used afterwards, unsent', async (t) => {
  const arrived = Promise.withResolvers<void>()
  const { base_url } = await listenHttp(t, () => arrived.resolve())
  const provider = whatsApp(t, { base_url })
  const sending = provider.send(MESSAGE, { signal: anySignal() })
  await arrived.promise
  await provider.close()
  t.equal((await sending).outcome, 'in_doubt')
  t.equal((await provider.send(MESSAGE, { signal: anySignal() })).outcome, 'unsent')
  await provider.close()
})
