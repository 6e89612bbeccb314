import { Agent, request as httpRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import type { Request } from './request.ts'

export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** A request and its answer; without one, the connection was closed or nothing came. */
export interface Sent {
  readonly request: Request
  readonly answer: Answer | undefined
  readonly ended: 'answered' | 'closed' | 'silent'
}

const SILENT_AFTER_MS = 20_000 // longer than any answer takes on a busy machine
const SENT_AGAIN_AFTER_MS = 250

/** Sends requests as they are: node:http neither repairs nor refuses most of what is wrong on purpose. */
export class RawHttp {
  readonly #port: number
  readonly #agent = new Agent({ keepAlive: true })
  /** How often the API rejected a request as overloaded. Those are sent again. */
  overloaded = 0

  constructor(port: number) {
    this.#port = port
  }

  async send(request: Request): Promise<Sent> {
    for (;;) {
      const sent = await this.#sendOnce(request)
      if (sent.answer?.status !== 503 || !sent.answer.body.includes('"overloaded"')) return sent
      this.overloaded += 1
      await delay(SENT_AGAIN_AFTER_MS)
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #sendOnce(request: Request): Promise<Sent> {
    const { method, target: path, body } = request
    const { promise, resolve } = Promise.withResolvers<Sent>()
    const endWithout = (ended: 'closed' | 'silent') => resolve({ request, answer: undefined, ended })
    // Without a length, node:http announces chunks for some methods, also where there is no body.
    const headers = [...request.headers, ['content-length', String(body?.length ?? 0)]].flat()
    const address = { host: '127.0.0.1', port: this.#port, agent: this.#agent, setHost: false }
    const sending = httpRequest({ ...address, method, path, headers, timeout: SILENT_AFTER_MS })
    sending.on('timeout', () => {
      endWithout('silent')
      sending.destroy()
    })
    sending.on('error', () => endWithout('closed'))
    sending.on('response', (response) => {
      const names = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const)
      const answer = { status: response.statusCode ?? 0, headers: new Map(names) }
      buffer(response).then(
        (received) => resolve({ request, answer: { ...answer, body: received }, ended: 'answered' }),
        () => endWithout('closed'),
      )
    })
    sending.end(body)
    return promise
  }
}
