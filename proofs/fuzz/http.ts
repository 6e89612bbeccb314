import { once } from 'node:events'
import { type Agent, type IncomingMessage, request as httpRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { Request } from './request.ts'

export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

/** A request and its answer; without one, the connection was closed or no answer came in time. */
export interface Sent {
  readonly request: Request
  readonly answer: Answer | undefined
}

const SILENT_AFTER_MS = 20_000 // longer than any answer takes on a busy machine

/** Sends a request as it is: node:http neither repairs nor refuses most of what is wrong on purpose. */
export async function send(port: number, agent: Agent, request: Request): Promise<Sent> {
  const { method, target: path, body } = request
  // Without a length, node:http announces chunks for some methods, also where there is no body.
  const headers = [...request.headers, ['content-length', String(body?.length ?? 0)]].flat()
  const signal = AbortSignal.timeout(SILENT_AFTER_MS)
  const address = { host: '127.0.0.1', port, agent, setHost: false, signal }
  const sending = httpRequest({ ...address, method, path, headers })
  sending.on('error', () => undefined) // the API may close the connection after an early answer
  sending.end(body)
  try {
    const response: IncomingMessage = (await once(sending, 'response'))[0]
    const names = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const)
    const { statusCode: status = 0 } = response
    return { request, answer: { status, headers: new Map(names), body: await buffer(response) } }
  } catch {
    return { request, answer: undefined }
  }
}
