import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'tap'
import { AHMED, lockAwaited, startApi } from '../start-api.ts'

void test('unfinished-requests: the server closes, half-sent requests are ended and the others served', async (t) => {
  const api = await startApi(t)
  const base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const say = async (text: string) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1')
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(text)
    return once(socket, 'close')
  }
  const half = [
    say('POST /v1/registrations HTTP/1.1\r\nhost: x\r\n'),
    say(
      'POST /v1/registrations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    ),
  ]
  const holder = await api.pool.connect()
  await holder.query('begin; lock table registrations')
  const served = fetch(`${base}/v1/registrations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(AHMED),
  })
  await lockAwaited(api)
  const closed = api.app.close()
  await Promise.all(half)
  await holder.query('commit')
  holder.release()
  t.equal((await served).status, 201)
  await closed
})
