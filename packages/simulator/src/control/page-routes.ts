import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { EventStream } from './event-stream.ts'

const FILES = [
  { path: '/', file: 'index.html', type: 'text/html; charset=utf-8' },
  ...['page.js', 'bubbles.js', 'faults.js', 'make.js', 'phone.js'].map((file) => ({
    path: `/${file}`,
    file,
    type: 'text/javascript; charset=utf-8',
  })),
  { path: '/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { path: '/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
]

/** The page shows text of untrusted senders: it may not run scripts or load resources of other origins. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

export async function pageRoutes(app: FastifyInstance, stream: EventStream): Promise<void> {
  for (const { path, file, type } of FILES) {
    const content = await readFile(join(import.meta.dirname, '../page', file))
    app.get(path, (_request, reply) =>
      reply
        .type(type)
        .headers({
          'content-security-policy': POLICY,
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-cache',
        })
        .send(content),
    )
  }
  app.get('/_control/events', (_request, reply) => {
    reply.hijack()
    stream.add(reply.raw)
  })
}
