import type { FastifyInstance } from 'fastify'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

declare module 'fastify' {
  interface FastifyInstance {
    readonly console_assets: { readonly stylesheet: string }
    readonly community_name: string
  }
}

const HASH_CHARACTERS = 12

/** The stylesheet, at a URL that changes with it, so that browsers keep it for ever. */
export async function serveAssets(app: FastifyInstance): Promise<void> {
  const css = await readFile(new URL('../console.css', import.meta.url))
  const hash = createHash('sha256').update(css).digest('base64url').slice(0, HASH_CHARACTERS)
  const name = `console.${hash}.css`
  app.decorate('console_assets', { stylesheet: `${app.prefix}/assets/${name}` })
  app.get(`/assets/${name}`, async (_, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(css),
  )
}
