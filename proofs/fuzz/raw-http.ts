import { Agent, request as httpRequest } from 'node:http'
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
  #overloaded = 0

  constructor(port: number) {
    this.#port = port
  }

  /** How often the API rejected a request as overloaded. Those are sent again. */
  get overloaded(): number {
    return this.#overloaded
  }

  async send(request: Request): Promise<Sent> {
    for (;;) {
      const sent = await this.#sendOnce(request)
      if (sent.answer?.status !== 503 || !sent.answer.body.includes('"overloaded"')) return sent
      this.#overloaded += 1
      await delay(SENT_AGAIN_AFTER_MS)
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #sendOnce(request: Request): Promise<Sent> {
    const { method, target: path, body } = request
    const { promise, resolve } = Promise.withResolvers<Sent>()
    const end = (ended: Sent['ended'], answer?: Answer) => resolve({ request, answer, ended })
    const headers = [...request.headers]
    // Without a length, node:http announces chunks for some methods, also where there is no body.
    headers.push(['content-length', String(body?.length ?? 0)])
    const sending = httpRequest({
      host: '127.0.0.1',
      port: this.#port,
      agent: this.#agent,
      method,
      path,
      headers: headers.flat(),
      setHost: false,
      timeout: SILENT_AFTER_MS,
    })
    sending.on('timeout', () => {
      end('silent')
      sending.destroy()
    })
    sending.on('error', () => end('closed'))
    sending.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => void chunks.push(chunk))
      response.on('error', () => end('closed'))
      response.on('end', () => {
        const names = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const)
        end('answered', {
          status: response.statusCode ?? 0,
          headers: new Map(names),
          body: Buffer.concat(chunks),
        })
      })
    })
    sending.end(body)
    return promise
  }
}
