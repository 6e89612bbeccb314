import dns from 'node:dns'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'tap'
import { AHMED, lockAwaited, startApi } from '../start-api.ts'

void test('unfinished-requests: the server closes, half-sent requests are ended on each of its addresses and the others served', async (t) => {
  const api = await startApi(t)
  // As on a machine where localhost is an address of IPv6 too.
  t.intercept(dns, 'lookup', {
    value: (host: string, _options: object, found: (error: null, addresses: object[]) => void) =>
      found(
        null,
        (host === 'localhost' ? ['127.0.0.1', '127.0.0.2'] : [host]).map((address) => ({
          address,
          family: 4,
        })),
      ),
  })
  const base = await api.app.listen({ host: 'localhost', port: 0 })
  const addresses = api.app.addresses().filter((address) => typeof address !== 'string')
  t.equal(addresses.length, 2)
  const half = addresses.flatMap((address) => [
    untilClosed(address, 'POST /v1/registrations HTTP/1.1\r\nhost: x\r\n'),
    untilClosed(
      address,
      'POST /v1/registrations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    ),
  ])
  const holder = await api.pool.connect()
  await holder.query('begin; lock table registrations')
  const served = addresses.map(({ address }, n) =>
    fetch(`${base.replace(/\/\/[^:]+/, `//${address}`)}/v1/registrations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...AHMED, phone_number: `98765 4321${n}` }),
    }),
  )
  await lockAwaited(api, 2)
  const closed = api.app.close()
  await Promise.all(half)
  await holder.query('commit')
  holder.release()
  for (const answer of await Promise.all(served)) t.equal(answer.status, 201)
  await closed
})

/** Sends the text and waits for the end of the connection. */
async function untilClosed({ port, address }: AddressInfo, text: string): Promise<void> {
  const socket = connect(port, address)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(text)
  await once(socket, 'close')
}
