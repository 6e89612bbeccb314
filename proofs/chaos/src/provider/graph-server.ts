import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SeededRandom } from '@dutybell/shared/seeded-random'
import type { Callbacks } from './callbacks.ts'
import type { Catches } from './catches.ts'
import { readMessage } from './read-message.ts'
import type { Ledger, Taken } from './ledger.ts'
import type { Answer, ProviderFaults } from './provider-faults.ts'

export interface GraphServer {
  /** The base URL of one notifier, by which it is known. */
  readonly urlFor: (notifier: string) => string
  readonly close: () => Promise<void>
}

export interface GraphServerOptions {
  readonly random: SeededRandom
  readonly ledger: Ledger
  readonly providerFaults: ProviderFaults
  readonly catches: Catches
  readonly callbacks: Callbacks
}

const HANG_MS = 4_000 // far longer than any time-out of the run

/** As much of the Graph API as the notifier uses; what it took it writes down before anything else. */
export async function startGraphServer(options: GraphServerOptions): Promise<GraphServer> {
  const { random, ledger, providerFaults, catches, callbacks } = options
  const server = createServer({ keepAliveTimeout: 3_000 }, (request, response) => {
    void serve(request, response).catch(() => request.socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The provider has no port.')

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const notifier = request.url?.split('/')[1] ?? ''
    if (request.method === 'GET')
      return answer(response, 200, { health_status: { can_send_message: 'AVAILABLE' } })
    if (catches.reach('request_arrived', notifier)) return void request.socket.destroy()
    const kind = providerFaults.answer()
    const message = readMessage(await json(request))
    if (!isTaken(kind)) return refuse(request, response, kind)
    const taken = ledger.take({ channel: 'whatsapp', ...message, message_id: `wamid.${randomUUID()}` })
    callbacks.schedule(taken)
    if (catches.reach('message_taken', notifier)) return void request.socket.destroy()
    await sleep(random.between(2, 40))
    await reply(request, response, kind, taken)
  }

  return {
    urlFor: (notifier) => `http://127.0.0.1:${address.port}/${notifier}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function isTaken(kind: Answer): boolean {
  return kind === 'accept' || kind.startsWith('take_and_')
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  kind: Answer,
  { to, message_id }: Taken,
): Promise<void> {
  const body = {
    messaging_product: 'whatsapp',
    contacts: [{ input: to, wa_id: to.slice(1) }],
    messages: [{ id: message_id, message_status: 'accepted' }],
  }
  switch (kind) {
    case 'take_and_reset':
      return void request.socket.resetAndDestroy()
    case 'take_and_hang':
      await sleep(HANG_MS)
      return void request.socket.destroy()
    case 'take_and_cut':
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify(body).slice(0, 40))
    case 'take_and_500':
      return answer(response, 500, {
        error: { code: 131000, message: 'Something went wrong', is_transient: true },
      })
    case 'take_and_html_503':
      return html(response)
    default:
      return answer(response, 200, body)
  }
}

async function refuse(request: IncomingMessage, response: ServerResponse, kind: Answer): Promise<void> {
  switch (kind) {
    case 'reset':
      return void request.socket.resetAndDestroy()
    case 'hang':
      await sleep(HANG_MS)
      return void request.socket.destroy()
    case 'html_503':
      return html(response)
    case 'too_fast_429':
      response.setHeader('retry-after', '1')
      return answer(response, 429, { error: { code: 130429, message: 'Rate limit hit' } })
    case 'busy_429':
      response.setHeader('retry-after', '1')
      response.writeHead(429)
      return void response.end()
    case 'undeliverable_400':
      return answer(response, 400, { error: { code: 131026, message: 'Message undeliverable' } })
    default:
      return answer(response, 500, {
        error: { code: 2, message: 'Service temporarily unavailable', is_transient: true },
      })
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function html(response: ServerResponse): void {
  response
    .writeHead(503, { 'content-type': 'text/html' })
    .end('<html><h1>503 Service Unavailable</h1></html>')
}
