import { subscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { SeenAnswer } from './check-answer.ts'

/**
 * Tells of every answer of each Fastify instance made from here on in this process, as it leaves: after every hook, over
 * a socket or by inject. Fastify's own channel gives the instance before anything was added to it.
 */
export function watchAnswers(told: (app: FastifyInstance, answer: SeenAnswer) => void): void {
  subscribe('fastify.initialization', (message) => {
    const app = appIn(message)
    app.addHook('onRequest', async ({ method, originalUrl: url }, { raw }) => {
      const sent = collect(raw)
      raw.once('finish', () => told(app, { method, url, ...sent() }))
    })
  })
}

function appIn(message: unknown): FastifyInstance {
  if (!isMessage(message)) throw new Error("Fastify's channel tells something else.")
  return message.fastify
}

function isMessage(message: unknown): message is { fastify: FastifyInstance } {
  return typeof message === 'object' && message !== null && 'fastify' in message
}

/** Node gives what was handed to `writeHead` back to nobody, so it is noted on the way. */
function collect(raw: ServerResponse): () => Pick<SeenAnswer, 'status' | 'headers' | 'body'> {
  const chunks: Buffer[] = []
  let headers: Record<string, unknown> = {}
  let inside = false // `end` may hand its chunk to `write`

  before(raw, 'writeHead', (args) => {
    const given = args.at(-1)
    headers = { ...raw.getHeaders(), ...(typeof given === 'object' && given !== null ? given : {}) }
  })
  for (const name of ['write', 'end'] as const) {
    before(
      raw,
      name,
      ([chunk]) => {
        if (!inside && typeof chunk === 'string') chunks.push(Buffer.from(chunk))
        if (!inside && chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk))
        inside = true
      },
      () => {
        inside = false
      },
    )
  }
  return () => ({ status: raw.statusCode, headers, body: Buffer.concat(chunks).toString() })
}

function before(
  raw: ServerResponse,
  name: 'writeHead' | 'write' | 'end',
  note: (args: unknown[]) => void,
  after?: () => void,
): void {
  const method: unknown = Reflect.get(raw, name)
  if (typeof method !== 'function') throw new Error(`A response has no ${name}.`)
  Reflect.set(raw, name, (...args: unknown[]): unknown => {
    note(args)
    try {
      return Reflect.apply(method, raw, args)
    } finally {
      after?.()
    }
  })
}
